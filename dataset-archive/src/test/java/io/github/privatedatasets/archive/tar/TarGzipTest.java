// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarGzipTest {
    @TempDir
    private Path root;

    private int number;

    @Test
    void warnsOfBytesThatFollowTheLastGzipMember() throws Exception {
        ByteArrayOutputStream encoded = gzip(new TarBytes().file("a", "x").end());
        encoded.writeBytes(new byte[] {'r', 'e', 's', 't'});
        List<String> warnings = new ArrayList<>();

        expand(encoded, warnings);

        assertThat(warnings)
                .containsExactly("4 bytes that are no gzip member follow the last one; ignored, as gzip does");
        assertThat(Expanded.tree(root.resolve("tree0"))).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void refusesWhatMayHaveLostItsRestByADamagedHeaderOfAMember() throws Exception {
        ByteArrayOutputStream encoded = gzip(new TarBytes().file("a", "x").cut());
        expand(encoded, new ArrayList<>());
        byte[] second = gzip(new TarBytes().file("b", "y").end()).toByteArray();
        second[1] ^= 1;
        encoded.writeBytes(second);

        assertThatThrownBy(() -> expand(encoded, new ArrayList<>()))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("it may be the rest");
    }

    private void expand(ByteArrayOutputStream encoded, List<String> warnings) throws Exception {
        Expanded.expand(
                TarContractTest.tarExtractor(),
                ArchiveBytes.of("a.tar.gz", encoded.toByteArray()),
                Files.createDirectory(root.resolve("tree" + number++)),
                Optional.empty(),
                warnings::add);
    }

    private static ByteArrayOutputStream gzip(byte[] content) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
            gzip.write(content);
        }
        return encoded;
    }
}
