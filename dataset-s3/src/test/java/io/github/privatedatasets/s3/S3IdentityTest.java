// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.http.RawServer;
import io.github.privatedatasets.s3.signing.Identity;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteDataset;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Who asks: on the wire, and in the messages. */
class S3IdentityTest {
    private static final DatasetSpec WITHOUT_KEYS = DatasetSpec.of("s3://bucket/key");
    private static final DatasetSpec WITH_KEYS = DatasetSpec.builder("s3://bucket/key")
            .credentials(Credentials.of("AKIDSPEC", "secret-of-the-spec"))
            .build();
    private static final String METADATA = "aws.ec2MetadataServiceEndpoint";
    private static final List<String> HOST_KEYS = List.of("aws.accessKeyId", "aws.secretAccessKey");

    private ScriptedS3 store;

    @BeforeEach
    void start() throws Exception {
        store = new ScriptedS3(r -> object("e", "content"));
    }

    @AfterEach
    void stop() throws Exception {
        HOST_KEYS.forEach(System::clearProperty);
        System.clearProperty(METADATA);
        store.close();
    }

    @Test
    void asksAnonymouslyWithoutKeysWhateverTheHostHas() throws Exception {
        giveTheHostKeys();
        try (S3DatasetSource source = builder().build()) {
            source.resolve(WITHOUT_KEYS).close();
        }
        assertThat(signer()).isEmpty();
    }

    @Test
    void asksWithTheSpecsKeysWhateverTheHostHas() throws Exception {
        giveTheHostKeys();
        try (S3DatasetSource source = builder().useDefaultCredentials(true).build()) {
            source.resolve(WITH_KEYS).close();
        }
        assertThat(signer()).contains("Credential=AKIDSPEC/");
    }

    @Test
    void asksAsTheHostWhereTheEmbedderLendsThat() throws Exception {
        giveTheHostKeys();
        try (S3DatasetSource source = builder().useDefaultCredentials(true).build()) {
            source.resolve(WITHOUT_KEYS).close();
        }
        assertThat(signer()).contains("Credential=AKIDHOST/");
    }

    @Test
    void asksByTheRoleThatTheHostTakesOver() throws Exception {
        String keys = "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIAROLE\",\"SecretAccessKey\":\"secret-of-the-role\","
                + "\"Token\":\"token-of-the-role\",\"Expiration\":\"2999-01-01T00:00:00Z\"}";
        try (RawServer metadata = new RawServer((number, request, wire) -> {
                    String path = request.split(" ", 3)[1];
                    String body = path.endsWith("/api/token") ? "token" : path.endsWith("/a-role") ? keys : "a-role";
                    wire.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body);
                    wire.close();
                });
                S3DatasetSource source = builder().useDefaultCredentials(true).build()) {
            System.setProperty(METADATA, "http://127.0.0.1:" + metadata.port());
            source.resolve(WITHOUT_KEYS).close();
        }
        assertThat(signer()).contains("Credential=ASIAROLE/");
        assertThat(store.requests().get(0).header("x-amz-security-token")).isEqualTo("token-of-the-role");
    }

    @Test
    void neverShowsTheHostsKeysToASpecsOwnEndpoint() throws Exception {
        giveTheHostKeys();
        try (S3DatasetSource source = S3DatasetSource.builder()
                .useDefaultCredentials(true)
                .allowEndpoint((e, a) -> true)
                .build()) {
            source.resolve(atOwnEndpoint()).close();
        }
        assertThat(signer()).isEmpty();
    }

    @Test
    void neverShowsTheServicesKeysToASpecsOwnEndpoint() throws Exception {
        try (S3DatasetSource source = S3DatasetSource.builder()
                .credentialsProvider(keys("AKIDSERVICE"))
                .allowEndpoint((e, a) -> true)
                .build()) {
            source.resolve(atOwnEndpoint()).close();
        }
        assertThat(signer()).isEmpty();
    }

    @Test
    void keepsTheKeysOfOneSpecFromTheNext() throws Exception {
        try (S3DatasetSource source = builder().build()) {
            source.resolve(WITH_KEYS).close();
            source.resolve(WITHOUT_KEYS).close();
        }
        assertThat(store.requests())
                .extracting(r -> r.header("authorization").isEmpty())
                .containsExactly(false, true);
    }

    @Test
    void refusesAnEndpointOnThisHostThatASpecNames() throws Exception {
        try (S3DatasetSource source = S3DatasetSource.create()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(atOwnEndpoint()))
                    .withMessageContaining("is not allowed by this service");
        }
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void makesNoAddressOfTheBucketAndTheEndpointsName() throws Exception {
        // Together 127.0.0.1.
        DatasetSpec spec = DatasetSpec.builder("s3://127.0.0/key")
                .endpoint(URI.create("http://1:" + store.endpoint().getPort()))
                .pathStyle(false)
                .build();
        try (S3DatasetSource source =
                S3DatasetSource.builder().allowEndpoint((e, a) -> true).build()) {
            assertThatExceptionOfType(SourceUnavailableException.class).isThrownBy(() -> source.resolve(spec));
        }
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void resolvesEachPartOfSecretCredentials() throws Exception {
        DatasetSpec spec = DatasetSpec.builder("s3://bucket/key")
                .credentials(new Credentials("secret:id", "secret:key", Optional.of("secret:token")))
                .build();
        try (S3DatasetSource source =
                builder().secrets(name -> Optional.of("VALUE-OF-" + name)).build()) {
            source.resolve(spec).close();
        }
        assertThat(signer()).contains("Credential=VALUE-OF-id/");
        assertThat(store.requests().get(0).header("x-amz-security-token")).isEqualTo("VALUE-OF-token");
    }

    @Test
    void refusesASecretThatNobodyResolvesAndAsksNobody() throws Exception {
        DatasetSpec spec = DatasetSpec.builder("s3://bucket/key")
                .credentials(Credentials.of("AKIDSPEC", "secret:training-key"))
                .build();
        try (S3DatasetSource none = builder().build();
                S3DatasetSource unknown =
                        builder().secrets(name -> Optional.empty()).build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> none.resolve(spec))
                    .withMessageContaining("secret resolver");
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> unknown.resolve(spec))
                    .withMessageContaining("\"training-key\"");
        }
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void signsEachRequestWithTheKeysThatTheProviderThenGives() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AwsCredentialsProvider rotating =
                () -> AwsSessionCredentials.create("AKID" + asked.incrementAndGet(), "secret", "token" + asked.get());
        try (S3DatasetSource source = builder().credentialsProvider(rotating).build()) {
            source.resolve(WITHOUT_KEYS).close();
            source.resolve(WITH_KEYS).close();
            source.resolve(WITHOUT_KEYS).close();
        }
        assertThat(store.requests())
                .extracting(r -> r.header("authorization").replaceAll(".*Credential=(\\w+).*", "$1"))
                .containsExactly("AKID1", "AKIDSPEC", "AKID2");
        assertThat(store.requests())
                .extracting(r -> r.header("x-amz-security-token"))
                .containsExactly("token1", "", "token2");
    }

    @Test
    void signsOnceMoreWithTheKeysThatTheProviderGivesByThen() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AwsCredentialsProvider renewing = () ->
                AwsSessionCredentials.create(asked.getAndIncrement() == 0 ? "AKIDOLD" : "AKIDNEW", "secret", "token");
        try (ScriptedS3 expiring = new ScriptedS3(S3IdentityTest::refusesOldKeys);
                S3DatasetSource source = lending(expiring, renewing)) {
            source.resolve(WITHOUT_KEYS).close();

            assertThat(expiring.requests()).hasSize(2);
        }
    }

    @Test
    void listsWithTheNewKeysWhereTheOldOnesExpiredMeanwhile() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AwsCredentialsProvider renewing = () ->
                AwsSessionCredentials.create(asked.getAndIncrement() == 0 ? "AKIDOLD" : "AKIDNEW", "secret", "token");
        try (ScriptedS3 expiring = new ScriptedS3(S3IdentityTest::refusesOldKeys);
                S3DatasetSource source = lending(expiring, renewing)) {
            source.resolve(DatasetSpec.of("s3://bucket/folder/")).close();

            assertThat(expiring.requests())
                    .extracting(r -> r.header("authorization").contains("AKIDNEW"))
                    .startsWith(false, true);
        }
    }

    @Test
    void isToBeTriedAgainWhileTheProviderHasNoNewerToken() throws Exception {
        AwsCredentialsProvider late = () -> AwsSessionCredentials.create("AKIDOLD", "secret", "token");
        try (ScriptedS3 expiring = new ScriptedS3(S3IdentityTest::refusesOldKeys);
                S3DatasetSource source = lending(expiring, late)) {
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> source.resolve(WITHOUT_KEYS))
                    .withMessageContaining("the service's own credentials")
                    .withMessageContaining("ExpiredToken")
                    .matches(SourceUnavailableException::isRetryable);
        }
    }

    @Test
    void isRefusedForGoodWhereTheTokenThatExpiredIsTheOnlyOne() throws Exception {
        AwsCredentialsProvider only =
                StaticCredentialsProvider.create(AwsSessionCredentials.create("AKIDOLD", "secret", "token"));
        try (ScriptedS3 expiring = new ScriptedS3(S3IdentityTest::refusesOldKeys);
                S3DatasetSource source = lending(expiring, only)) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(WITHOUT_KEYS))
                    .withMessageContaining("the session token has expired; have the service's operator renew it");
        }
    }

    private static S3DatasetSource lending(ScriptedS3 store, AwsCredentialsProvider keys) {
        return S3DatasetSource.builder()
                .endpoint(store.endpoint())
                .credentialsProvider(keys)
                .build();
    }

    private static Answer refusesOldKeys(ScriptedS3.Request request) {
        if (request.header("authorization").contains("AKIDOLD")) {
            return request.method().equals("HEAD")
                    ? Answer.of(400)
                    : Answer.error(400, "ExpiredToken", "The provided token has expired.");
        }
        return request.isList()
                ? Answer.of(200)
                        .body("<ListBucketResult><Contents><Key>folder/a</Key><Size>1</Size><ETag>e</ETag>"
                                + "<LastModified>2026-11-22T08:00:00.000Z</LastModified></Contents></ListBucketResult>")
                : object("e", "content");
    }

    @Test
    void signsByTheStoresClockWhereItRefusesThisHosts() throws Exception {
        Instant storesTime = Instant.now().plus(Duration.ofHours(3));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(storesTime.atOffset(ZoneOffset.UTC));
        String earliest = storesTime.minus(Duration.ofHours(1)).toString().replaceAll("[-:]|\\..*", "");
        try (ScriptedS3 ahead = new ScriptedS3(
                        r -> (r.header("x-amz-date").compareTo(earliest) > 0 ? object("e", "content") : Answer.of(403))
                                .with("Date", date));
                S3DatasetSource source =
                        S3DatasetSource.builder().endpoint(ahead.endpoint()).build()) {
            source.resolve(WITH_KEYS).close();
            assertThat(ahead.requests()).hasSize(2);

            // Nothing to put right where nothing is signed.
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(WITHOUT_KEYS));
        }
    }

    @Test
    void signsByTheStoresClockAgainAfterThisHostsWasPutRight() throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ofHours(3));
        try (ScriptedS3 server = new ScriptedS3(r -> {
                    Instant time = Instant.now().plus(ahead.get());
                    Instant signed = LocalDateTime.parse(
                                    r.header("x-amz-date"), DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                            .toInstant(ZoneOffset.UTC);
                    return (Duration.between(signed, time).abs().compareTo(Duration.ofMinutes(15)) < 0
                                    ? object("e", "content")
                                    : Answer.of(403))
                            .with("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC)));
                });
                S3DatasetSource source =
                        S3DatasetSource.builder().endpoint(server.endpoint()).build();
                RemoteDataset dataset = source.resolve(WITH_KEYS)) {
            ahead.set(Duration.ZERO);

            assertThat(dataset.describe(dataset.list().next()).sizeBytes()).isEqualTo("content".length());
        }
    }

    @Test
    void asksAnonymouslyWhereTheProviderSaysSo() throws Exception {
        try (S3DatasetSource source = builder()
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            source.resolve(WITHOUT_KEYS).close();
        }
        assertThat(signer()).isEmpty();
    }

    @Test
    void refusesToLendTwoCredentials() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> builder()
                        .useDefaultCredentials(true)
                        .credentialsProvider(keys("AKIDSERVICE"))
                        .build());
    }

    @Test
    void signsForTheRegionOfTheSpec() throws Exception {
        DatasetSpec spec = DatasetSpec.builder("s3://bucket/key")
                .credentials(Credentials.of("AKIDSPEC", "secret-of-the-spec"))
                .region("eu-west-1")
                .build();
        try (S3DatasetSource source = builder().build()) {
            source.resolve(WITH_KEYS).close();
            source.resolve(spec).close();
        }
        assertThat(store.requests())
                .extracting(r -> r.header("authorization").replaceAll(".*/(\\S+)/s3/aws4_request.*", "$1"))
                .containsExactly("us-east-1", "eu-west-1");
    }

    @Test
    void namesARefusedKeyByItsIdAndTriesNoOther() throws Exception {
        AuthenticatedS3 s3 = AuthenticatedS3.shared();
        String bucket = s3.newBucket();
        s3.put(bucket, "key", "content".getBytes(UTF_8));
        giveTheHostKeys();
        try (S3DatasetSource source = S3DatasetSource.builder()
                .endpoint(s3.endpoint())
                .useDefaultCredentials(true)
                .build()) {
            for (Credentials wrong : List.of(
                    Credentials.of("AKIDOWNER", "not-the-secret"), Credentials.of("AKIDNOBODY", "not-the-secret"))) {
                DatasetSpec spec = DatasetSpec.builder("s3://" + bucket + "/key")
                        .credentials(wrong)
                        .build();
                assertThatExceptionOfType(DatasetAccessDeniedException.class)
                        .isThrownBy(() -> source.resolve(spec))
                        .withMessageContaining("access key " + wrong.accessKeyId())
                        .withMessageMatching(".*(SignatureDoesNotMatch|InvalidAccessKeyId).*")
                        .satisfies(e -> assertThat(e).hasMessageNotContaining("not-the-secret"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nobody    | 403 | AccessDenied          | the spec has no keys and the service lends none: add awsAccessKeyId
            stranger  | 403 | AccessDenied          | those of the service go to no awsEndpoint of a spec: add awsAccessKeyId
            spec      | 403 | AccessDenied          | check awsAccessKeyId and awsSecretAccessKey in the spec, and permit their owner s3:GetObject
            service   | 403 | AccessDenied          | permit that identity s3:GetObject, and s3:ListBucket for a folder, or write keys into the spec
            host      | 403 | AccessDenied          | permit that identity s3:GetObject, and s3:ListBucket for a folder, or write keys into the spec
            spec      | 403 | SignatureDoesNotMatch | check awsAccessKeyId, awsSecretAccessKey and awsSessionToken in the spec
            host      | 403 | InvalidAccessKeyId    | have the service's operator see to them
            spec      | 400 | ExpiredToken          | the session token has expired; write a new one into the spec
            service   | 400 | ExpiredToken          | the session token has expired; have the service's operator renew it
            spec      | 403 | RequestTimeTooSkewed  | set the clock of this host right
            """)
    void isToldWhatItCanDoWhereItIsRefused(String who, int status, String code, String remedy) throws Exception {
        giveTheHostKeys();
        try (ScriptedS3 refusing = new ScriptedS3(r -> Answer.error(status, code, "No."));
                S3DatasetSource source = switch (who) {
                    case "service", "stranger" ->
                        S3DatasetSource.builder()
                                .endpoint(refusing.endpoint())
                                .allowEndpoint((e, a) -> true)
                                .credentialsProvider(keys("AKIDSERVICE"))
                                .build();
                    default ->
                        S3DatasetSource.builder()
                                .endpoint(refusing.endpoint())
                                .useDefaultCredentials(who.equals("host"))
                                .build();
                }) {
            DatasetSpec spec = switch (who) {
                case "spec" -> WITH_KEYS;
                case "stranger" ->
                    DatasetSpec.builder("s3://bucket/key")
                            .endpoint(refusing.endpoint())
                            .build();
                default -> WITHOUT_KEYS;
            };
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(spec))
                    .withMessageContaining(code)
                    .withMessageContaining(remedy);
        }
    }

    @Test
    void readsAPublicObjectAnonymouslyAndNoOther() throws Exception {
        AuthenticatedS3 s3 = AuthenticatedS3.shared();
        String bucket = s3.newBucket();
        s3.put(bucket, "private", "content".getBytes(UTF_8));
        s3.put(bucket, "public", "content".getBytes(UTF_8));
        s3.client().putObjectAcl(b -> b.bucket(bucket).key("public").acl("public-read"));
        try (S3DatasetSource source =
                S3DatasetSource.builder().endpoint(s3.endpoint()).build()) {
            try (RemoteDataset dataset = source.resolve(DatasetSpec.of("s3://" + bucket + "/public"));
                    var content = dataset.open(dataset.list().next(), 0, 7)) {
                assertThat(content.stream().readAllBytes()).asString().isEqualTo("content");
            }
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> source.resolve(DatasetSpec.of("s3://" + bucket + "/private")))
                    .satisfies(e -> assertThat(e.identity()).isEqualTo("anonymous"));
        }
    }

    @Test
    void showsOnlyTheBeginningOfAnIdThatIsTooLongForOne() {
        Identity swapped = Identity.of(Credentials.of("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00", "AKIDEXAMPLE"));

        assertThat(swapped).hasToString("access key wJal...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio:9000", "minio", "ftp://minio:9000", "https:/", "https://me:pass@minio"})
    void refusesAnEndpointThatIsNoneWithoutShowingIt(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3DatasetSource.builder().endpoint(URI.create(endpoint)))
                .withMessage(
                        "the endpoint (not shown, it may hold a password) is no URL of a store: write https://HOST or https://HOST:PORT, without a user");
    }

    @Test
    void saysWhatASettingMustBe() {
        S3SourceBuilder builder = S3DatasetSource.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.readTimeout(Duration.ZERO))
                .withMessage("the read timeout must be longer than nothing, and is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)))
                .withMessage("the connect timeout must be longer than nothing, and is PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.leastBytesPerSecond(-1))
                .withMessage("the least throughput must be at least 0, and is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxConnections(0))
                .withMessage("the number of connections must be at least 1, and is 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9000", "http://localhost:9000", "http://minio:9000", "http://[::1]:9000"})
    void putsTheBucketIntoThePathOfAnEndpointThatCannotHaveItInItsName(String endpoint) {
        assertThat(S3Location.needsPathStyle(URI.create(endpoint))).isTrue();
    }

    @Test
    void putsTheBucketIntoTheNameOfOtherEndpoints() {
        assertThat(S3Location.needsPathStyle(URI.create("https://storage.example.org")))
                .isFalse();
    }

    private S3SourceBuilder builder() {
        return S3DatasetSource.builder().endpoint(store.endpoint());
    }

    private DatasetSpec atOwnEndpoint() {
        return DatasetSpec.builder("s3://bucket/key").endpoint(store.endpoint()).build();
    }

    private static AwsCredentialsProvider keys(String id) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "secret"));
    }

    private String signer() {
        assertThat(store.requests()).hasSize(1);
        return store.requests().get(0).header("authorization");
    }

    /** The first place where the AWS default chain looks. */
    private static void giveTheHostKeys() {
        System.setProperty(HOST_KEYS.get(0), "AKIDHOST");
        System.setProperty(HOST_KEYS.get(1), "secret-of-the-host");
    }
}
