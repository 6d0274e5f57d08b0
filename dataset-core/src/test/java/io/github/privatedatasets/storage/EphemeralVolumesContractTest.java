// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.contract.DatasetStorageContract;
import io.github.privatedatasets.spi.DatasetStorage;
import java.nio.file.Path;

class EphemeralVolumesContractTest extends DatasetStorageContract {
    @Override
    protected DatasetStorage open(Path directory) {
        return EphemeralVolumes.under(directory.resolve("scratch"));
    }

    @Override
    protected boolean keepsDatasets() {
        return false;
    }
}
