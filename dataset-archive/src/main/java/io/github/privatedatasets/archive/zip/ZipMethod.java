// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.bzip2.Bzip2Stream;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;

/** The compression methods of zips, by their numbers in the format. */
final class ZipMethod {
    private static final int DEFLATE64 = 9;
    private static final int BZIP2 = 12;
    private static final Map<Integer, String> UNSUPPORTED = Map.ofEntries(
            Map.entry(1, "shrink"),
            Map.entry(2, "reduce"),
            Map.entry(3, "reduce"),
            Map.entry(4, "reduce"),
            Map.entry(5, "reduce"),
            Map.entry(6, "implode"),
            Map.entry(10, "PKWARE implode"),
            Map.entry(14, "LZMA"),
            Map.entry(18, "IBM TERSE"),
            Map.entry(19, "LZ77"),
            Map.entry(93, "Zstandard"),
            Map.entry(94, "MP3"),
            Map.entry(95, "xz"),
            Map.entry(96, "JPEG"),
            Map.entry(97, "WavPack"),
            Map.entry(98, "PPMd"),
            Map.entry(99, "AES encryption"));

    private ZipMethod() {}

    static boolean isSupported(int method) {
        return switch (method) {
            case ZipHeader.STORED, ZipHeader.DEFLATED, DEFLATE64, BZIP2 -> true;
            default -> false;
        };
    }

    /** Returns the number and, where it is known, the name. */
    static String shown(int method) {
        String name = UNSUPPORTED.get(method);
        return name == null ? Integer.toString(method) : method + " (" + name + ")";
    }

    /** Opens the decoder of a supported method; the deflate decoder is free to be used until the next entry. */
    static InputStream decode(int method, CompressedBytes compressed, DeflateDecoder deflate, Bzip2Decoder bzip2)
            throws IOException {
        return switch (method) {
            case ZipHeader.STORED -> compressed;
            case ZipHeader.DEFLATED -> new InflatedBytes(compressed, deflate);
            case DEFLATE64 -> new Deflate64CompressorInputStream(compressed);
            case BZIP2 -> Bzip2Stream.ofOne(compressed, bzip2);
            default -> throw new IllegalArgumentException("no decoder for method " + method);
        };
    }
}
