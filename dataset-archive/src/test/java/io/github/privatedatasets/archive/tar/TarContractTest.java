// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.contract.ArchiveExtractorContract;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Nested;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TarContractTest {
    static ArchiveExtractor tarExtractor() {
        return tarExtractor(StandardExtractors.all());
    }

    static ArchiveExtractor tarExtractor(List<ArchiveExtractor> extractors) {
        return extractors.stream()
                .filter(e -> e.suffixes().contains(".tar"))
                .findFirst()
                .orElseThrow();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        return encoded(bytes, GZIPOutputStream::new);
    }

    static byte[] bzip2(byte[] bytes) throws IOException {
        return encoded(bytes, BZip2CompressorOutputStream::new);
    }

    static byte[] xz(byte[] bytes) throws IOException {
        return encoded(bytes, out -> new XZOutputStream(out, new LZMA2Options(1)));
    }

    private static byte[] encoded(byte[] bytes, Encoder encoder) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (OutputStream out = encoder.around(encoded)) {
            out.write(bytes);
        }
        return encoded.toByteArray();
    }

    private interface Encoder {
        OutputStream around(OutputStream out) throws IOException;
    }

    abstract static class TarContract extends ArchiveExtractorContract {
        @Override
        protected ArchiveExtractor extractor() {
            return tarExtractor();
        }

        @Override
        protected byte[] pack(Map<String, byte[]> entries) throws IOException {
            TarBytes tar = new TarBytes();
            entries.forEach((name, content) -> tar.entry(name.endsWith("/") ? '5' : '0', name, "", content));
            return encode(tar.end());
        }

        abstract byte[] encode(byte[] tar) throws IOException;
    }

    @Nested
    class Plain extends TarContract {
        @Override
        protected String archiveName() {
            return "a.tar";
        }

        @Override
        byte[] encode(byte[] tar) {
            return tar;
        }
    }

    @Nested
    class Gzip extends TarContract {
        @Override
        protected String archiveName() {
            return "a.tar.gz";
        }

        @Override
        byte[] encode(byte[] tar) throws IOException {
            return gzip(tar);
        }
    }

    @Nested
    class Bzip2 extends TarContract {
        @Override
        protected String archiveName() {
            return "a.tbz2";
        }

        @Override
        byte[] encode(byte[] tar) throws IOException {
            return bzip2(tar);
        }
    }

    @Nested
    class Xz extends TarContract {
        @Override
        protected String archiveName() {
            return "a.txz";
        }

        @Override
        byte[] encode(byte[] tar) throws IOException {
            return xz(tar);
        }
    }
}
