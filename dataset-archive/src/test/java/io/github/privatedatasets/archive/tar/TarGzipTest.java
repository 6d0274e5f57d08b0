package io.github.privatedatasets.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.Expanded;
import java.io.ByteArrayOutputStream;
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

    @Test
    void warnsOfBytesThatFollowTheLastGzipMember() throws Exception {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
            gzip.write(new TarBytes().file("a", "x").end());
        }
        encoded.writeBytes(new byte[] {'r', 'e', 's', 't'});
        List<String> warnings = new ArrayList<>();

        Expanded.expand(
                TarContractTest.tarExtractor(),
                ArchiveBytes.of("a.tar.gz", encoded.toByteArray()),
                root,
                Optional.empty(),
                warnings::add);

        assertThat(warnings)
                .containsExactly("4 bytes that are no gzip member follow the last one; ignored, as gzip does");
        assertThat(Expanded.tree(root)).isEqualTo(Map.of("a", "x"));
    }
}
