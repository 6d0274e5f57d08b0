// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells that whoever gives an identity's keys gave none, so nobody was asked. It has no cause: what others throw may hold a key. */
@SuppressWarnings("serial")
public final class KeysUnavailableException extends IOException {
    private final boolean passing;

    private KeysUnavailableException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** Makes an error of what a provider threw; {@code gaveBefore} if it is known to have keys. */
    static KeysUnavailableException of(RuntimeException thrown, boolean gaveBefore) {
        Optional<Throwable> reason = passingReason(thrown);
        return new KeysUnavailableException(
                String.valueOf(reason.map(KeysUnavailableException::text).orElse(thrown.getMessage())),
                reason.isPresent() || gaveBefore);
    }

    /** Makes an error of a provider that returned nothing. */
    static KeysUnavailableException none() {
        return new KeysUnavailableException("the provider gives null", false);
    }

    private static String text(Throwable thrown) {
        return thrown.getClass().getSimpleName() + " (" + thrown.getMessage() + ")";
    }

    private static Optional<Throwable> passingReason(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>();
        left.add(thrown);
        while (!left.isEmpty()) {
            Throwable next = left.remove();
            if (mayPass(next)) {
                return Optional.of(next);
            }
            if (next.getCause() != null && seen.add(next.getCause())) {
                left.add(next.getCause());
            }
            for (Throwable other : next.getSuppressed()) {
                if (seen.add(other)) {
                    left.add(other);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean mayPass(Throwable thrown) {
        if (thrown instanceof SdkServiceException refusal) {
            int status = refusal.statusCode();
            return refusal.isThrottlingException()
                    || refusal.retryable()
                    || status == 408
                    || status == 429
                    || status >= 500;
        }
        if (thrown instanceof SdkException sdk) {
            return sdk.retryable()
                    || sdk instanceof ApiCallTimeoutException
                    || sdk instanceof ApiCallAttemptTimeoutException
                    || sdk instanceof AbortedException;
        }
        return thrown instanceof TimeoutException
                || (thrown instanceof IOException
                        && !(thrown instanceof FileSystemException)
                        && !(thrown instanceof FileNotFoundException));
    }

    /** Tells whether there may be keys a moment later: a server that gives them was busy, or could not be reached. */
    public boolean mayPass() {
        return passing;
    }
}
