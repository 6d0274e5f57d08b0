// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownextractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.ExpandedArchive;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzippedLinesTest {
    @TempDir
    private Path directory;

    @Test
    void expandsALocalFileToItsLines() throws Exception {
        Path archive = Files.write(directory.resolve("train.jsonl.gz"), gzip("{\"a\": 1}\n"));
        Path target = directory.resolve("target");

        OwnExtractor.main(new String[] {archive.toString(), target.toString()});

        assertThat(target).isDirectoryContaining(file -> file.endsWith("train.jsonl"));
        assertThat(target.resolve("train.jsonl")).hasContent("{\"a\": 1}\n");
    }

    @Test
    void warnsOfBytesAfterTheEnd() throws Exception {
        byte[] gzip = gzip("1\n");
        byte[] longer = Arrays.copyOf(gzip, gzip.length + 100_000);
        Path archive = Files.write(directory.resolve("train.jsonl.gz"), longer);

        ExpandedArchive expanded = OwnExtractor.expander().expand(archive, directory.resolve("target"));

        assertThat(expanded.warnings()).containsExactly("bytes after the end of the gzip data are ignored");
    }

    @Test
    void isPartOfAStager() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/k/train.jsonl.gz", gzip("1\n2\n"));
        try (DatasetStager stager = DatasetStager.forTesting(directory, source, new GzippedLines());
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/k/train.jsonl.gz"))) {
            assertThat(dataset.name()).hasToString("train");
            assertThat(dataset.path().resolve("train.jsonl")).hasContent("1\n2\n");
        }
    }

    @Test
    void refusesDamagedDataAndLeavesNothing() throws Exception {
        byte[] gzip = gzip("1\n2\n");
        Path archive = Files.write(directory.resolve("train.jsonl.gz"), Arrays.copyOf(gzip, gzip.length - 5));
        Path target = directory.resolve("target");

        assertThatThrownBy(() -> OwnExtractor.expander().expand(archive, target))
                .isInstanceOf(CorruptArchiveException.class);
        assertThat(target).doesNotExist();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
