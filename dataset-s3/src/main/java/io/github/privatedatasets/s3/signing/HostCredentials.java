// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The host's own credentials: those of the SDK's default chain.
 *
 * <p>The chain's failure says in words what each of its members failed with. Those that ask a server are asked once more then, so
 * that what may pass is told from what will not: what they throw is suppressed in the chain's failure.
 */
public final class HostCredentials implements AwsCredentialsProvider, AutoCloseable {
    private static final List<Supplier<AwsCredentials>> ASKING = List.of(
            () -> ask(WebIdentityTokenFileCredentialsProvider.create(), WebIdentityTokenFileCredentialsProvider::close),
            () -> ask(ProfileCredentialsProvider.create(), ProfileCredentialsProvider::close),
            () -> ask(ContainerCredentialsProvider.create(), ContainerCredentialsProvider::close),
            () -> ask(InstanceProfileCredentialsProvider.create(), InstanceProfileCredentialsProvider::close));

    private final DefaultCredentialsProvider chain =
            DefaultCredentialsProvider.builder().build();

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return chain.resolveCredentials();
        } catch (SdkException failure) {
            for (Supplier<AwsCredentials> member : ASKING) {
                try {
                    return member.get();
                } catch (RuntimeException reason) {
                    if (!isElsewhere(reason)) {
                        failure.addSuppressed(reason);
                    }
                }
            }
            throw failure;
        }
    }

    /** Asks one, and ends what it has for that: one that takes over a role has a client of its own. */
    private static <P extends AwsCredentialsProvider> AwsCredentials ask(P member, Consumer<P> close) {
        try {
            return member.resolveCredentials();
        } finally {
            close.accept(member);
        }
    }

    /** Tells whether nobody listens at the address that is EC2's metadata service on EC2, and nothing anywhere else. */
    private static boolean isElsewhere(RuntimeException reason) {
        if (!String.valueOf(reason.getMessage()).contains("IMDS")) {
            return false;
        }
        Throwable root = reason;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof ConnectException
                || root instanceof NoRouteToHostException
                || (root instanceof SocketTimeoutException
                        && String.valueOf(root.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("connect"));
    }

    @Override
    public void close() {
        chain.close();
    }
}
