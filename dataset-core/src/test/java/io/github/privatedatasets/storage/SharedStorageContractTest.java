// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.contract.DatasetStorageContract;
import io.github.privatedatasets.spi.DatasetStorage;
import java.nio.file.Path;

class SharedStorageContractTest extends DatasetStorageContract {
    @Override
    protected DatasetStorage open(Path directory) {
        return SharedStorage.at(directory.resolve("storage"));
    }

    @Override
    protected boolean keepsDatasets() {
        return true;
    }
}
