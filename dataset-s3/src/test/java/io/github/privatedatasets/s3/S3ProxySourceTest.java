// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on s3proxy, with signed requests. */
class S3ProxySourceTest extends S3StoreContract {
    private final AuthenticatedS3 s3 = AuthenticatedS3.shared();
    private final String bucket = s3.newBucket();
    private final S3DatasetSource source =
            S3DatasetSource.builder().endpoint(s3.endpoint()).build();

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void listsFoldersOfMoreThanOnePage() throws Exception {
        IntStream.range(0, 1001).parallel().forEach(i -> put("many/" + i, new byte[0]));

        Set<String> paths = new HashSet<>();
        try (RemoteDataset dataset = source.resolve(spec(bucketUri() + "/many").build());
                RemoteListing listing = dataset.list()) {
            for (RemoteObject object = listing.next(); object != null; object = listing.next()) {
                paths.add(object.path());
            }
        }
        assertThat(paths).hasSize(1001);
    }

    @Override
    protected DatasetSource source() {
        return source;
    }

    @Override
    protected DatasetSpec.Builder spec(String uri) {
        return DatasetSpec.builder(uri).credentials(AuthenticatedS3.KEYS);
    }

    @Override
    protected S3Client client() {
        return s3.client();
    }

    @Override
    protected String bucket() {
        return bucket;
    }

    @Override
    protected List<String> proofs(Parts parts, Optional<String> composite) {
        // It keeps no checksum of a part, and tells nothing of parts.
        boolean told = parts == Parts.ONE || parts == Parts.EVEN;
        return List.of(told ? parts.provenBy("MD5") : parts.notProvenBy("MD5"));
    }

    @Override
    protected void put(String key, byte[] content) {
        s3.put(bucket, key, content);
    }

    @Override
    protected void delete(String key) {
        s3.client().deleteObject(b -> b.bucket(bucket).key(key));
    }
}
