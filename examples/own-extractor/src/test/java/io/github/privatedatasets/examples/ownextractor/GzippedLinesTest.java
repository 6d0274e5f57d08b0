// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownextractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.ExpandedArchive;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.contract.ExtractorContract;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever every extractor must do, this one does too. */
class GzippedLinesTest extends ExtractorContract {
    @TempDir
    private Path directory;

    @Override
    protected ArchiveExtractor extractor() {
        return new GzippedLines();
    }

    @Override
    protected String archiveName() {
        return "train.jsonl.gz";
    }

    @Override
    protected byte[] pack(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void expandsALocalFileToItsLines() throws Exception {
        Path archive = Files.write(directory.resolve("train.jsonl.gz"), pack(text("{\"a\": 1}\n")));
        Path target = directory.resolve("target");

        OwnExtractor.main(new String[] {archive.toString(), target.toString()});

        assertThat(target).isDirectoryContaining(file -> file.endsWith("train.jsonl"));
        assertThat(target.resolve("train.jsonl")).hasContent("{\"a\": 1}\n");
    }

    @Test
    void warnsOfBytesAfterTheEnd() throws Exception {
        byte[] packed = pack(text("1\n"));
        byte[] longer = Arrays.copyOf(packed, packed.length + 100_000);
        Path archive = Files.write(directory.resolve("train.jsonl.gz"), longer);

        ExpandedArchive expanded = OwnExtractor.expander().expand(archive, directory.resolve("target"));

        assertThat(expanded.warnings()).containsExactly("bytes after the end of the gzip data are ignored");
    }

    @Test
    void isPartOfAStager() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/k/train.jsonl.gz", pack(text("1\n2\n")));
        try (DatasetStager stager = DatasetStager.forTesting(directory, source, new GzippedLines());
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/k/train.jsonl.gz"))) {
            assertThat(dataset.name()).hasToString("train");
            assertThat(dataset.path().resolve("train.jsonl")).hasContent("1\n2\n");
        }
    }

    @Test
    void refusesDamagedDataAndLeavesNothing() throws Exception {
        byte[] packed = pack(text("1\n2\n"));
        Path archive = Files.write(directory.resolve("train.jsonl.gz"), Arrays.copyOf(packed, packed.length - 5));
        Path target = directory.resolve("target");

        assertThatThrownBy(() -> OwnExtractor.expander().expand(archive, target))
                .isInstanceOf(CorruptArchiveException.class);
        assertThat(target).doesNotExist();
    }
}
