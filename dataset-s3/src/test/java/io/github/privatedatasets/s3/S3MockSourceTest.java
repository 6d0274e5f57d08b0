// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.contract.DatasetSourceContract;
import io.github.privatedatasets.spi.DatasetSource;
import org.junit.jupiter.api.AfterEach;

/** The contract on S3Mock. */
class S3MockSourceTest extends DatasetSourceContract {
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
    protected String bucketUri() {
        return "s3://" + bucket;
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
