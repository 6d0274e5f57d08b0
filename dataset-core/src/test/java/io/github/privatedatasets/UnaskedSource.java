// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import java.util.Set;

/** A source of {@code s3} that fails a test which asks it for anything. */
final class UnaskedSource implements DatasetSource {
    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    @Override
    public RemoteDataset resolve(DatasetSpec spec) {
        throw new AssertionError("asked for " + spec);
    }

    @Override
    public void close() {}
}
