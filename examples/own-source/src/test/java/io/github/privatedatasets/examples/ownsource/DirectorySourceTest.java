// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.contract.DatasetSourceContract;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever every source must do, this one does too. */
class DirectorySourceTest extends DatasetSourceContract {
    @TempDir
    private Path shares;

    @BeforeEach
    void makeTheShare() throws IOException {
        Files.createDirectory(shares.resolve("share"));
    }

    @Override
    protected DatasetSource source() {
        return DirectorySource.in(shares);
    }

    @Override
    protected String bucketUri() {
        return "dir://share";
    }

    @Override
    protected void put(String key, byte[] content) throws IOException {
        Path file = shares.resolve("share").resolve(key);
        if (key.endsWith("/")) {
            Files.createDirectories(file);
        } else {
            Files.createDirectories(file.getParent());
            Path complete = Files.write(Files.createTempFile(shares, "put", ""), content);
            Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    protected void delete(String key) throws IOException {
        Files.delete(shares.resolve("share").resolve(key));
    }

    @Test
    void stagesFromTheDirectory(@TempDir Path directory) throws Exception {
        put("set/labels.csv", new byte[] {'0', ',', '1'});
        try (DatasetStager stager = DatasetStager.forTesting(directory, source());
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("dir://share/set/"))) {
            assertThat(dataset.path().resolve("labels.csv")).hasContent("0,1");
        }
    }

    @Test
    void servesNothingOutsideOfTheShare() throws IOException {
        Files.writeString(shares.resolve("secret"), "x");

        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> source().resolve(DatasetSpec.of("dir://share/../secret")));
    }
}
