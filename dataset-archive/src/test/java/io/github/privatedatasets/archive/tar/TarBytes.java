// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds tars block by block, also such as no tar program would write. */
final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds an entry with its content, in the POSIX format. */
    TarBytes entry(char type, String name, String link, byte[] content) {
        header(type, name, link, content.length);
        return content(content);
    }

    TarBytes file(String name, String content) {
        return entry('0', name, "", content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an extended header of such records. */
    TarBytes pax(char type, String... keysAndValues) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            records.append(record(keysAndValues[i], keysAndValues[i + 1]));
        }
        return entry(type, "pax", "", records.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String record(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = bytes + Integer.toString(bytes).length();
        return (length
                        + (Integer.toString(length).length()
                                        > Integer.toString(bytes).length()
                                ? 1
                                : 0))
                + rest;
    }

    TarBytes header(char type, String name, String link, long size) {
        byte[] block = block(type, name.getBytes(StandardCharsets.UTF_8), size);
        put(block, 157, link);
        put(block, 257, "ustar\u000000");
        return sealed(block);
    }

    /** Adds a header without a magic, as tars of the seventh Unix have it. */
    TarBytes oldHeader(char type, String name, long size) {
        return sealed(block(type, name.getBytes(StandardCharsets.UTF_8), size));
    }

    TarBytes header(byte[] name) {
        return sealed(block('0', name, 0));
    }

    /** Adds a header as it is but for the checksum, which is made right. */
    TarBytes sealed(byte[] block) {
        put(block, 148, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format("%06o\u0000 ", sum));
        out.writeBytes(block);
        return this;
    }

    static byte[] block(char type, byte[] name, long size) {
        byte[] block = new byte[512];
        System.arraycopy(name, 0, block, 0, name.length);
        put(block, 100, "0000755\u0000");
        put(block, 124, String.format("%011o\u0000", size));
        put(block, 136, "00000001750\u0000");
        block[156] = (byte) type;
        return block;
    }

    static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    TarBytes content(byte[] content) {
        out.writeBytes(content);
        return raw(new byte[(512 - content.length % 512) % 512]);
    }

    TarBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Returns the tar with the zeros that end it. */
    byte[] end() {
        return raw(new byte[1024]).cut();
    }

    /** Returns the tar without its end. */
    byte[] cut() {
        return out.toByteArray();
    }
}
