// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.contract.DatasetStorageContract;
import io.github.privatedatasets.spi.DatasetStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

class MountedVolumesContractTest extends DatasetStorageContract {
    @Override
    protected DatasetStorage open(Path directory) {
        try {
            Files.createDirectories(directory.resolve("mnist"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MountedVolumes.under(directory);
    }

    @Override
    protected boolean keepsDatasets() {
        return true;
    }
}
