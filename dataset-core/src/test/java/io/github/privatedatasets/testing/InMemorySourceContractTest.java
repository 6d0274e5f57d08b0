// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.testing;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.contract.DatasetSourceContract;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.spi.DatasetSource;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InMemorySourceContractTest extends DatasetSourceContract {
    private final InMemorySource source = InMemorySource.create();

    @Override
    protected DatasetSource source() {
        return source;
    }

    @Override
    protected String bucketUri() {
        return "s3://bucket";
    }

    @Override
    protected void put(String key, byte[] content) {
        source.remove(bucketUri() + "/" + key).put(bucketUri() + "/" + key, content);
    }

    @Override
    protected void delete(String key) {
        source.remove(bucketUri() + "/" + key);
    }

    /** This one keeps versions. */
    @Test
    @Override
    protected void refusesAVersionWhereTheBucketKeepsNone() {
        put("a.zip", "zip".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(VersionNotFoundException.class)
                .isThrownBy(() -> source.resolve(
                        spec(bucketUri() + "/a.zip").versionId("1111111").build()))
                .withMessageContaining("1111111");
    }
}
