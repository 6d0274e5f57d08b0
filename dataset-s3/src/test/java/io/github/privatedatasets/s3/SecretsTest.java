// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a secret that the service's resolver gives, or cannot give. */
class SecretsTest {
    private static final DatasetSpec SPEC = DatasetSpec.builder("s3://bucket/key")
            .credentials(Credentials.of("secret:train-id", "key"))
            .build();

    private ScriptedS3 store;

    @BeforeEach
    void start() throws Exception {
        store = new ScriptedS3(r -> object("e", "content"));
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
    }

    static Stream<Exception> outages() {
        return Stream.of(
                new SocketTimeoutException("the vault is away"), new IllegalStateException("the vault is away"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void isRetryableAndToldWhereTheResolverFails(Exception outage, @TempDir Path directory) throws Exception {
        List<DatasetException> told = new ArrayList<>();
        StagingListener listener = new StagingListener() {
            @Override
            public void failed(DatasetSpec spec, DatasetException failure) {
                told.add(failure);
            }
        };
        try (DatasetStager stager = DatasetStager.forTesting(directory, source(name -> {
            if (outage instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) outage;
        }))) {
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> stager.forTeam("test").listener(listener).stage(SPEC))
                    .withMessageContaining("s3://bucket/key asks for the secret \"train-id\"")
                    .withMessageContaining(
                            "cannot be had now: " + outage.getClass().getSimpleName())
                    .withMessageContaining("the vault is away")
                    .withCause(outage)
                    .matches(DatasetException::isRetryable);
        }
        assertThat(told).singleElement().isInstanceOf(SourceUnavailableException.class);
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void isWhatTheResolverSaysWhereThatIsOneOfOurErrors() {
        try (S3DatasetSource source = source(name -> {
            throw new UnsupportedDatasetException("no secrets on Sundays");
        })) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessage("no secrets on Sundays");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AKIDTRAIN", "AKIDTRAIN\n", "AKIDTRAIN\r\n"})
    void isUsedWithoutTheLineEndOfItsFile(String value) throws Exception {
        try (S3DatasetSource source = source(name -> Optional.of(value))) {
            source.resolve(SPEC).close();
        }
        assertThat(store.requests().get(0).header("authorization")).contains("Credential=AKIDTRAIN/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AKIDTRAIN\n\n", "AKIDTRAIN ", " AKIDTRAIN", "AKIDTRAIN\nAKIDOTHER", "AKIDTRAIN\r", "secret:"})
    void isRefusedByItsNameWhereItIsNoKey(String value) {
        try (S3DatasetSource source = source(name -> Optional.of(value))) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("s3://bucket/key asks for the secret \"train-id\", which is no key")
                    .withMessageNotContaining("AKIDTRAIN")
                    .withNoCause();
        }
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void isNamedByItsReferenceWhereItIsTheIdThatWasRefused() throws Exception {
        try (ScriptedS3 refusing =
                        new ScriptedS3(r -> ScriptedS3.Answer.error(403, "InvalidAccessKeyId", "hunter2 is nobody."));
                S3DatasetSource source = S3DatasetSource.builder()
                        .endpoint(refusing.endpoint())
                        .secrets(name -> Optional.of("hunter2"))
                        .build()) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("denied to the access key in the secret \"train-id\"")
                    .withMessageContaining("([hidden] is nobody.)")
                    .withMessageNotContaining("hunter2")
                    .satisfies(e -> assertThat(e.identity()).doesNotContain("hunter2"));
            assertThat(refusing.requests().get(0).header("authorization")).contains("Credential=hunter2/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n"})
    void isNoneWhereItIsBlank(String value) {
        try (S3DatasetSource source = source(name -> Optional.of(value))) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("the secret \"train-id\", and there is none of that name");
        }
    }

    private S3DatasetSource source(SecretResolver secrets) {
        return S3DatasetSource.builder()
                .endpoint(store.endpoint())
                .secrets(secrets)
                .build();
    }
}
