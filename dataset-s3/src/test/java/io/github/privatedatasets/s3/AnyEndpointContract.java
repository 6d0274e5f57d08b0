// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * The contract on whatever store the environment names: see CONTRIBUTING. Its name keeps it out of the ordinary build, where there is
 * none. Each test makes a bucket of its own and removes it.
 */
class AnyEndpointContract extends S3StoreContract {
    private static URI endpoint;
    private static String region;
    private static Credentials keys;
    private static S3Client client;

    private final String bucket = "private-datasets-" + UUID.randomUUID();
    private S3DatasetSource source;

    @BeforeAll
    static void connect() {
        endpoint = URI.create(variable("S3_CONTRACT_ENDPOINT"));
        region = System.getenv().getOrDefault("S3_CONTRACT_REGION", "us-east-1");
        keys = Credentials.of(variable("S3_CONTRACT_ACCESS_KEY"), variable("S3_CONTRACT_SECRET_KEY"));
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(S3Location.needsPathStyle(endpoint))
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey())))
                // Older stores take a checksum behind the bytes for bytes, or refuse it, and chunks of nothing.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        assertThat(value).as("the environment variable " + name).isNotBlank();
        return value;
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void makeTheBucket() {
        client.createBucket(b -> b.bucket(bucket));
        source = S3DatasetSource.builder().endpoint(endpoint).region(region).build();
    }

    @AfterEach
    void removeTheBucket() {
        source.close();
        client.listObjectVersionsPaginator(b -> b.bucket(bucket)).forEach(page -> {
            page.versions().forEach(version -> remove(version.key(), version.versionId()));
            page.deleteMarkers().forEach(marker -> remove(marker.key(), marker.versionId()));
        });
        client.deleteBucket(b -> b.bucket(bucket));
    }

    private void remove(String key, String versionId) {
        client.deleteObject(b -> b.bucket(bucket).key(key).versionId(versionId));
    }

    @Test
    void readsTheVersionThatIsAskedForAndNamesDeletion() throws Exception {
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        String first = client.putObject(b -> b.bucket(bucket).key("a"), RequestBody.fromString("first"))
                .versionId();
        put("a", "second".getBytes(StandardCharsets.UTF_8));

        DatasetSpec asked = spec(bucketUri() + "/a").versionId(first).build();
        try (RemoteDataset dataset = source.resolve(asked);
                RemoteContent content = dataset.open(dataset.list().next(), 0, 5)) {
            assertThat(content.stream().readAllBytes()).asString().isEqualTo("first");
        }
        remove("a", first);
        assertThatExceptionOfType(VersionNotFoundException.class).isThrownBy(() -> source.resolve(asked));
        delete("a");
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> source.resolve(spec(bucketUri() + "/a").build()));
    }

    @Test
    void deniesKeysThatAreWrong() throws Exception {
        put("a", new byte[1]);
        DatasetSpec wrong = DatasetSpec.builder(bucketUri() + "/a")
                .credentials(Credentials.of(keys.accessKeyId(), "not-the-secret-key"))
                .build();
        assertThatExceptionOfType(DatasetAccessDeniedException.class)
                .isThrownBy(() -> source.resolve(wrong))
                .withMessageContaining("access key " + keys.accessKeyId());
        assertThatExceptionOfType(DatasetAccessDeniedException.class)
                .isThrownBy(() -> source.resolve(DatasetSpec.of(bucketUri() + "/a")))
                .withMessageContaining("anonymous");
    }

    @Override
    protected DatasetSource source() {
        return source;
    }

    @Override
    protected DatasetSpec.Builder spec(String uri) {
        return DatasetSpec.builder(uri).credentials(keys);
    }

    @Override
    protected S3Client client() {
        return client;
    }

    @Override
    protected String bucket() {
        return bucket;
    }

    /** Whether a store keeps checksums, and tells of its parts, is its own: but it is never taken for proven where it does not. */
    @Override
    protected List<String> proofs(Parts parts, Optional<String> composite) {
        List<String> proofs = new ArrayList<>();
        for (String digest : List.of(composite.orElse("MD5"), "MD5")) {
            proofs.add(parts.provenBy(digest));
            if (parts == Parts.UNEVEN || parts == Parts.MANY_UNEVEN) {
                proofs.add(parts.notProvenBy(digest));
            }
        }
        return proofs;
    }

    @Override
    protected void put(String key, byte[] content) {
        client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    @Override
    protected void delete(String key) {
        client.deleteObject(b -> b.bucket(bucket).key(key));
    }
}
