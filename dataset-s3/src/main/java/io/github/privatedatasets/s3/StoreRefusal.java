// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.s3.answers.ErrorDocument;
import io.github.privatedatasets.s3.answers.StoredObject;
import io.github.privatedatasets.s3.http.HttpAnswer;
import io.github.privatedatasets.s3.signing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A store's answer that is none of what was asked for. Checked, since what it means depends on what was asked: whoever
 * asks makes a {@code DatasetException} of it.
 */
@SuppressWarnings("serial")
final class StoreRefusal extends Exception {
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    // S3 says RequestTimeout with 400.
    private static final Set<String> PASSING_CODES =
            Set.of("RequestTimeout", "SlowDown", "InternalError", "Throttling");

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired");
    // Keys that are taken back are unknown from then on.
    private static final Set<String> UNKNOWN_KEYS = Set.of("InvalidToken", "InvalidAccessKeyId");

    private final int status;
    private final String code;
    private final boolean deleteMarker;
    private final Optional<String> region;
    private final Optional<Duration> retryAfter;

    private StoreRefusal(
            String found,
            int status,
            String code,
            boolean deleteMarker,
            Optional<String> region,
            Optional<Duration> retryAfter) {
        super(found, null, false, false);
        this.status = status;
        this.code = code;
        this.deleteMarker = deleteMarker;
        this.region = region;
        this.retryAfter = retryAfter;
    }

    /** Takes out of a store's answer what can be told, without the keys that it may echo. */
    static StoreRefusal of(HttpAnswer answer, ErrorDocument said, int tries, Identity identity) {
        UnaryOperator<String> shown = text -> Said.of(identity.hideKeysIn(text));
        String code = shown.apply(said.code());
        String requestId = shown.apply(answer.header("x-amz-request-id").orElse(said.requestId()));
        String found = "HTTP " + answer.status() + (code.isEmpty() ? "" : " " + code)
                + (code.isEmpty() || said.message().isBlank() ? "" : " (" + shown.apply(said.message()) + ")")
                + (requestId.isBlank() ? "" : ", request id " + requestId)
                + (tries == 1 ? "" : ", after " + tries + " tries");
        return new StoreRefusal(
                found,
                answer.status(),
                code,
                answer.header("x-amz-delete-marker").filter("true"::equals).isPresent(),
                answer.header("x-amz-bucket-region")
                        .or(() -> Optional.of(said.region()))
                        .filter(region -> !region.isEmpty())
                        .map(shown),
                retryAfter(StoredObject.of(answer)));
    }

    /** Either form that HTTP has: seconds, or a date, which is held against the store's own clock where it tells it. */
    private static Optional<Duration> retryAfter(StoredObject told) {
        String text = told.header("Retry-After").orElse("");
        if (text.matches("[0-9]{1,8}")) {
            return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
        }
        return told.instant("Retry-After")
                .map(then -> Duration.between(told.date().orElseGet(Instant::now), then))
                .filter(wait -> !wait.isNegative());
    }

    /** Tells whether the same request may be granted a moment later. */
    boolean mayPass() {
        return PASSING.contains(status) || PASSING_CODES.contains(code);
    }

    /** Tells whether what the request was signed with has expired. */
    boolean isExpired() {
        return EXPIRED.contains(code);
    }

    /** Tells whether other keys might be granted the same; the answer to a HEAD has no code, so any refusal of its kind may be one. */
    boolean mayBeForItsKeys() {
        return isExpired()
                || UNKNOWN_KEYS.contains(code)
                || (code.isEmpty() && (status == 400 || status == 401 || status == 403));
    }

    /** Returns how long the store wants to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Returns the answer in words: status, code, the store's message, request id and number of tries. */
    String found() {
        return String.valueOf(getMessage());
    }

    int status() {
        return status;
    }

    /** Returns S3's error code; empty where there is none, as in every answer to a HEAD. */
    String code() {
        return code;
    }

    /** Tells whether what was asked for is the mark that an object was deleted. */
    boolean isDeleteMarker() {
        return deleteMarker;
    }

    /** Returns the region the store names. */
    Optional<String> region() {
        return region;
    }
}
