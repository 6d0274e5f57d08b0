// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.spi.DatasetSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on S3Mock. */
class S3MockSourceTest extends S3StoreContract {
    private final LocalS3 s3 = LocalS3.shared();
    private final String bucket = s3.newBucket();
    private final S3DatasetSource source =
            S3DatasetSource.builder().endpoint(s3.endpoint()).build();

    @AfterEach
    void close() {
        source.close();
    }

    @Override
    protected DatasetSource source() {
        return source;
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
        // It tells nothing of one part, but lists them all.
        String digest = composite.orElse("MD5");
        return List.of(parts.provenBy(digest));
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
