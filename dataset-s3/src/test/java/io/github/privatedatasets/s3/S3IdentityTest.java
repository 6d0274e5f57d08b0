package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteDataset;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Who asks: on the wire, and in the messages. */
class S3IdentityTest {
    private static final DatasetSpec WITHOUT_KEYS = DatasetSpec.of("s3://bucket/key");
    private static final DatasetSpec WITH_KEYS = DatasetSpec.builder("s3://bucket/key")
            .credentials(Credentials.of("AKIDSPEC", "secret-of-the-spec"))
            .build();
    private static final List<String> HOST_KEYS = List.of("aws.accessKeyId", "aws.secretAccessKey");

    private ScriptedS3 store;

    @BeforeEach
    void start() throws Exception {
        store = new ScriptedS3(r -> object("e", "content"));
    }

    @AfterEach
    void stop() throws Exception {
        HOST_KEYS.forEach(System::clearProperty);
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
    void neverShowsTheHostsKeysToASpecsOwnEndpoint() throws Exception {
        giveTheHostKeys();
        try (S3DatasetSource source = S3DatasetSource.builder()
                .useDefaultCredentials(true)
                .allowEndpoint(e -> true)
                .build()) {
            source.resolve(atOwnEndpoint()).close();
        }
        assertThat(signer()).isEmpty();
    }

    @Test
    void neverShowsAGivenClientsKeysToASpecsOwnEndpoint() throws Exception {
        try (S3Client client = client("AKIDCLIENT");
                S3DatasetSource source = S3DatasetSource.builder()
                        .client(client)
                        .useDefaultCredentials(true)
                        .allowEndpoint(e -> true)
                        .build()) {
            source.resolve(atOwnEndpoint()).close();
        }
        assertThat(signer()).isEmpty();
    }

    @Test
    void deniesAccessWhereTheHostIsLentAndHasNoKeys() {
        Identities identities = new Identities(
                Optional.empty(),
                Optional.of(() -> {
                    throw SdkClientException.create("Unable to load credentials from any of the providers");
                }),
                false);

        assertThatExceptionOfType(DatasetAccessDeniedException.class)
                .isThrownBy(() -> identities.of(WITHOUT_KEYS))
                .withMessageContaining("the host's default credentials")
                .withMessageContaining("the host has none");
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
    void refusesAnEndpointThatTheBucketInFrontOfItLeadsToThisHost() throws Exception {
        // Together 127.0.0.1; as any name can be whose owner says so.
        DatasetSpec spec = DatasetSpec.builder("s3://127.0.0/key")
                .endpoint(URI.create("http://1:" + store.endpoint().getPort()))
                .pathStyle(false)
                .build();
        try (S3DatasetSource source = S3DatasetSource.create()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(spec))
                    .withMessageContaining("is not allowed by this service");
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
    void readsWithAGivenClientAndLeavesItOpen() throws Exception {
        try (S3Client client = client("AKIDCLIENT")) {
            try (S3DatasetSource lent = S3DatasetSource.builder()
                    .client(client)
                    .useDefaultCredentials(true)
                    .build()) {
                lent.resolve(WITHOUT_KEYS).close();
                lent.resolve(WITH_KEYS).close();
            }
            try (S3DatasetSource kept = S3DatasetSource.builder().client(client).build()) {
                kept.resolve(WITHOUT_KEYS).close();
            }
            client.headObject(b -> b.bucket("bucket").key("key"));
        }
        assertThat(store.requests())
                .extracting(r -> r.header("authorization").replaceAll(".*Credential=(\\w+).*", "$1"))
                .containsExactly("AKIDCLIENT", "AKIDSPEC", "", "AKIDCLIENT");
    }

    @Test
    void refusesSettingsThatAGivenClientHasAlready() {
        try (S3Client client = client("AKIDCLIENT")) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> S3DatasetSource.builder()
                            .client(client)
                            .region("eu-west-1")
                            .build());
        }
    }

    @Test
    void refusesARegionThatAGivenClientIsNotFor() throws Exception {
        DatasetSpec spec =
                DatasetSpec.builder("s3://bucket/key").region("eu-west-1").build();
        try (S3Client client = client("AKIDCLIENT");
                S3DatasetSource source =
                        S3DatasetSource.builder().client(client).build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(spec))
                    .withMessageContaining("us-east-1");
        }
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
    @ValueSource(
            strings = {
                "http://127.0.0.1:9000",
                "http://localhost",
                "http://169.254.169.254",
                "http://[fe80::1]",
                "http://[::1]:80",
                "http://0.0.0.0",
                "http://[::]",
                "http://[fd00:ec2::254]",
                "http://[::ffff:169.254.169.254]",
                "http://[::1%25lo]",
                "http://[fe80::1%25eth0]",
                "http://127.1.2.3"
            })
    void allowsNoEndpointOnThisHostOrItsLink(String endpoint) {
        assertThat(new EndpointRule().test(URI.create(endpoint))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.1.2.3", "http://192.168.0.7:9000", "https://[2001:db8::1]", "http://8.8.8.8"})
    void allowsOtherEndpoints(String endpoint) {
        assertThat(new EndpointRule().test(URI.create(endpoint))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio:9000", "minio", "ftp://minio:9000", "https:/", "https://me:pass@minio"})
    void refusesAnEndpointThatIsNoneWithoutShowingIt(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3DatasetSource.builder().endpoint(URI.create(endpoint)))
                .withMessage("the endpoint is none: write https://HOST or https://HOST:PORT, without a user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9000", "http://localhost:9000", "http://minio:9000", "http://[::1]:9000"})
    void putsTheBucketIntoThePathOfAnEndpointThatCannotHaveItInItsName(String endpoint) {
        assertThat(ClientKey.needsPathStyle(URI.create(endpoint))).isTrue();
    }

    @Test
    void putsTheBucketIntoTheNameOfOtherEndpoints() {
        assertThat(ClientKey.needsPathStyle(URI.create("https://storage.example.org")))
                .isFalse();
    }

    private S3DatasetSource.Builder builder() {
        return S3DatasetSource.builder().endpoint(store.endpoint());
    }

    private DatasetSpec atOwnEndpoint() {
        return DatasetSpec.builder("s3://bucket/key").endpoint(store.endpoint()).build();
    }

    private S3Client client(String id) {
        return S3Client.builder()
                .endpointOverride(store.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "secret")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
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
