// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes a tar out of a fuzzer's bytes: every header has the right checksum, whatever else it says. */
final class TarRecipe {
    private static final int BLOCK = 512;
    private static final int MAX_ENTRIES = 64;
    private static final String TYPES = "0000\u000055512233467xxxgLKSVDMAZ";
    private static final String[] KEYS = {
        "path",
        "linkpath",
        "size",
        "mtime",
        "GNU.sparse.major",
        "GNU.sparse.minor",
        "GNU.sparse.name",
        "GNU.sparse.realsize",
        "GNU.sparse.size",
        "GNU.sparse.map",
        "GNU.sparse.offset",
        "GNU.sparse.numbytes",
        "GNU.sparse.numblocks",
        "hdrcharset",
        "SCHILY.xattr.user.a",
        "comment"
    };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Tape tape;

    private TarRecipe(Tape tape) {
        this.tape = tape;
    }

    static byte[] bake(byte[] bytes) {
        TarRecipe tar = new TarRecipe(new Tape(bytes));
        for (int i = 0; i < MAX_ENTRIES && !tar.tape.isAtEnd(); i++) {
            tar.entry();
        }
        tar.out.writeBytes(new byte[2 * BLOCK]);
        return tar.out.toByteArray();
    }

    /** Makes the checksum right of every block that could be a header. */
    static byte[] mended(byte[] tar) {
        byte[] mended = tar.clone();
        for (int at = 0; at + BLOCK <= mended.length; at += BLOCK) {
            if (mended[at + 257] == 'u' || at == 0) {
                seal(mended, at);
            }
        }
        return mended;
    }

    private void entry() {
        char type = TYPES.charAt(tape.below(TYPES.length()));
        byte[] name = tape.path().getBytes(StandardCharsets.UTF_8);
        byte[] content = content(type);
        byte[] block = new byte[BLOCK];
        put(block, 0, name, 100);
        put(block, 100, tape.flag() ? "0000755\0" : "0006644\0");
        put(
                block,
                136,
                tape.below(8) == 1 ? "\u0080\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff" : "14000000000\0");
        long claimed = tape.below(16) == 1 ? tape.number() : type == '5' ? 0 : content.length;
        put(block, 124, claimed < 0 || claimed >= 1L << 33 ? binary(claimed) : String.format("%011o\0", claimed));
        block[156] = (byte) type;
        put(block, 157, tape.path().getBytes(StandardCharsets.UTF_8), 100);
        put(block, 257, tape.below(4) == 1 ? "ustar  \0" : "ustar\u000000");
        if (type == 'S') {
            sparse(block);
        } else if (tape.below(8) == 1) {
            put(block, 345, tape.path().getBytes(StandardCharsets.UTF_8), 155);
        }
        seal(block, 0);
        out.writeBytes(block);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private byte[] content(char type) {
        return switch (type) {
            case 'x', 'g' -> records();
            case 'L', 'K' -> (tape.path() + "\0").getBytes(StandardCharsets.UTF_8);
            case '5', '2', '3', '4', '6' -> new byte[0];
            default -> tape.below(8) == 1 ? sparseText() : tape.content();
        };
    }

    private byte[] records() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        int count = 1 + tape.below(4);
        for (int i = 0; i < count; i++) {
            String value = switch (tape.below(4)) {
                case 0 -> tape.path();
                case 1 -> tape.number() + "," + tape.number();
                case 2 -> tape.number() + "." + tape.below(256);
                default -> Long.toString(tape.number());
            };
            String rest = " " + KEYS[tape.below(KEYS.length)] + "=" + value + "\n";
            int length = rest.getBytes(StandardCharsets.UTF_8).length;
            length +=
                    Integer.toString(length + Integer.toString(length).length()).length();
            records.writeBytes(
                    ((tape.below(32) == 1 ? tape.number() : length) + rest).getBytes(StandardCharsets.UTF_8));
        }
        return records.toByteArray();
    }

    private byte[] sparseText() {
        StringBuilder text = new StringBuilder();
        int count = tape.below(4);
        text.append(count).append('\n');
        for (int i = 0; i < 2 * count; i++) {
            text.append(tape.number()).append('\n');
        }
        byte[] padded = new byte[BLOCK + tape.below(64)];
        put(padded, 0, text.toString().getBytes(StandardCharsets.UTF_8), BLOCK);
        return padded;
    }

    private void sparse(byte[] block) {
        for (int i = 0; i < 8; i++) {
            put(block, 386 + 12 * i, String.format("%011o ", tape.number() & 0x1_ffff_ffffL));
        }
        block[482] = (byte) (tape.below(4) == 1 ? 1 : 0);
        put(block, 483, String.format("%011o ", tape.number() & 0x1_ffff_ffffL));
    }

    private static String binary(long value) {
        byte[] bytes = new byte[12];
        bytes[0] = (byte) (value < 0 ? 0xff : 0x80);
        ByteBuffer.wrap(bytes).putLong(4, value);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void seal(byte[] tar, int at) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : tar[at + i] & 0xff;
        }
        put(tar, at + 148, String.format("%06o\0 ", sum));
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        put(block, at, bytes, bytes.length);
    }

    private static void put(byte[] block, int at, byte[] bytes, int most) {
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, most));
    }
}
