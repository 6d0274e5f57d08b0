// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.format;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Tells by its first bytes what a file looks like, for whoever wonders why it is not the archive its name promises. */
public final class FirstBytes {
    private static final Map<String, String> BY_HEX = new LinkedHashMap<>();
    private static final Map<String, String> BY_TEXT = new LinkedHashMap<>();

    static {
        BY_HEX.put("504b0304", "a zip file");
        BY_HEX.put("504b0506", "an empty zip file");
        BY_HEX.put("1f8b", "gzip data");
        BY_HEX.put("1f9d", "data of compress (.Z)");
        BY_HEX.put("425a68", "bzip2 data");
        BY_HEX.put("fd377a585a00", "xz data");
        BY_HEX.put("5d0000", "lzma data");
        BY_HEX.put("28b52ffd", "zstd data");
        BY_HEX.put("04224d18", "lz4 data");
        BY_HEX.put("4c5a4950", "lzip data");
        BY_HEX.put("377abcaf271c", "a 7z file");
        BY_HEX.put("526172211a07", "a rar file");
        BY_HEX.put("255044462d", "a PDF");
        BY_HEX.put("89504e47", "a PNG image");
        BY_HEX.put("ffd8ff", "a JPEG image");
        BY_HEX.put("7f454c46", "an ELF program");
        BY_HEX.put("50415231", "a Parquet file");
        BY_HEX.put("89484446", "an HDF5 file");
        BY_TEXT.put("<!doctype html", "an HTML page");
        BY_TEXT.put("<html", "an HTML page");
        BY_TEXT.put("<?xml", "an XML document, perhaps a store's error");
        BY_TEXT.put("<error", "an XML document, perhaps a store's error");
        BY_TEXT.put("{", "a JSON document");
        BY_TEXT.put("version https://git-lfs", "a Git LFS pointer, not the file itself");
    }

    private FirstBytes() {}

    /** Returns {@code it starts like ...}, or that it has no known beginning. */
    public static String describe(byte[] first) {
        if (first.length == 0) {
            return "it is empty";
        }
        String hex = HexFormat.of().formatHex(first);
        for (Map.Entry<String, String> known : BY_HEX.entrySet()) {
            if (hex.startsWith(known.getKey())) {
                return "it starts like " + known.getValue();
            }
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        String bare = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
        String lower = bare.stripLeading().toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> known : BY_TEXT.entrySet()) {
            if (lower.startsWith(known.getKey())) {
                return "it starts like " + known.getValue();
            }
        }
        return "it starts with the bytes " + hex.substring(0, Math.min(hex.length(), 16))
                + ", which is no format known here";
    }
}
