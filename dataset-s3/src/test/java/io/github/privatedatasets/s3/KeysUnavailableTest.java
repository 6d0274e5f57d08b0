// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.s3.http.RawServer;
import io.github.privatedatasets.spec.DatasetSpec;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What it is called when whoever gives the keys gives none. */
class KeysUnavailableTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://bucket/key");
    private static final String METADATA = "aws.ec2MetadataServiceEndpoint";

    private ScriptedS3 store;

    @BeforeEach
    void start() throws Exception {
        store = new ScriptedS3(r -> object("e", "content"));
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty(METADATA);
        store.close();
    }

    static Stream<RuntimeException> passing() {
        return Stream.of(
                SdkClientException.create("Failed to load credentials", new SocketTimeoutException("Read timed out")),
                SdkClientException.create("Unable to reach sts.amazonaws.com", new UnknownHostException("sts")),
                new UncheckedIOException(new SocketTimeoutException("Read timed out")),
                refusal(400, "ThrottlingException"),
                refusal(429, "TooManyRequests"),
                refusal(503, "ServiceUnavailable"));
    }

    static Stream<RuntimeException> lasting() {
        return Stream.of(
                SdkClientException.create("Unable to load credentials from any of the providers"),
                SdkClientException.create("No token", new UncheckedIOException(new NoSuchFileException("/token"))),
                new UncheckedIOException(new FileNotFoundException("/token")),
                refusal(403, "AccessDenied"),
                refusal(400, "ExpiredTokenException"),
                new IllegalStateException("a bug of the provider"));
    }

    private static RuntimeException refusal(int status, String code) {
        return AwsServiceException.builder()
                .message("No.")
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("No.")
                        .serviceName("Sts")
                        .build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("passing")
    void isRetryableWhereItMayPass(RuntimeException thrown) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (S3DatasetSource source = source(() -> {
            asked.incrementAndGet();
            throw thrown;
        })) {
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("s3://bucket/key cannot be asked for as the service's own credentials")
                    .withMessageContaining("whose keys cannot be had now")
                    .withMessageContaining("after 3 tries");
        }
        assertThat(asked).hasValue(3);
        assertThat(store.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void isDeniedWhereItWillNotPass(RuntimeException thrown) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (S3DatasetSource source = source(() -> {
            asked.incrementAndGet();
            throw thrown;
        })) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("the service's own credentials: there are none: ");
        }
        assertThat(asked).hasValue(1);
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void isDeniedWhereTheProviderGivesNull() throws Exception {
        try (S3DatasetSource source = source(() -> null)) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("there are none: the provider gives null");
        }
    }

    @Test
    void isOutlastedWhereItPasses() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (S3DatasetSource source = source(() -> {
            if (asked.incrementAndGet() < 3) {
                throw SdkClientException.create("Failed to load credentials", new SocketTimeoutException("timed out"));
            }
            return AwsBasicCredentials.create("AKIDSERVICE", "secret");
        })) {
            source.resolve(SPEC).close();
        }
        assertThat(store.requests()).hasSize(1);
    }

    @Test
    void isRetryableWhereTheProviderGaveKeysBeforeAndShowsNoneOfThem() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (S3DatasetSource source = source(() -> {
            if (asked.incrementAndGet() > 1) {
                throw SdkClientException.create("the-secret-key could not be renewed");
            }
            return AwsBasicCredentials.create("AKIDSERVICE", "the-secret-key");
        })) {
            source.resolve(SPEC).close();
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("[hidden] could not be renewed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"})
    void isRetryableWhereTheHostsMetadataServiceFails(String answer) throws Exception {
        try (RawServer metadata = new RawServer((number, request, wire) -> {
                    wire.send(answer);
                    wire.close();
                });
                S3DatasetSource source = host()) {
            System.setProperty(METADATA, "http://127.0.0.1:" + metadata.port());
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("as the host's default credentials, whose keys cannot be had now");
        }
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void isRetryableWhereTheHostsMetadataServiceDoesNotAnswer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer metadata = new RawServer((number, request, wire) -> never.await());
                S3DatasetSource source = host()) {
            System.setProperty(METADATA, "http://127.0.0.1:" + metadata.port());
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("SocketTimeoutException (Read timed out)");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isDeniedWhereTheHostHasNone(boolean isOnEc2) throws Exception {
        int port;
        try (RawServer metadata = new RawServer((number, request, wire) -> {
                    wire.send("HTTP/1.1 404 No role\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    wire.close();
                });
                S3DatasetSource source = host()) {
            port = metadata.port();
            System.setProperty(METADATA, "http://127.0.0.1:" + port);
            if (!isOnEc2) {
                metadata.close();
            }
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("the host's default credentials: there are none: Unable to load");
        }
    }

    private S3DatasetSource source(AwsCredentialsProvider provider) {
        return S3DatasetSource.builder()
                .endpoint(store.endpoint())
                .credentialsProvider(provider)
                .build();
    }

    private S3DatasetSource host() {
        return S3DatasetSource.builder()
                .endpoint(store.endpoint())
                .useDefaultCredentials(true)
                .build();
    }
}
