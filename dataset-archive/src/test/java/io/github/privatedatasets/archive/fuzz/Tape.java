// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import java.util.Arrays;

/** Bytes of a fuzzer as choices, one after the other; only zeros behind their end. */
final class Tape {
    private final byte[] bytes;
    private int at;

    Tape(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isAtEnd() {
        return at >= bytes.length;
    }

    /** Returns a number below this bound, which is at most 256. */
    int below(int bound) {
        return at < bytes.length ? (bytes[at++] & 0xff) % bound : 0;
    }

    boolean flag() {
        return (below(256) & 1) != 0;
    }

    /** Returns a number that is one of the usual or of the extreme ones. */
    long number() {
        return switch (below(8)) {
            case 0 -> 0;
            case 1 -> below(256);
            case 2 -> 512L * below(256);
            case 3 -> 1L << below(64);
            case 4 -> (1L << below(64)) - 1;
            case 5 -> -1L - below(256);
            case 6 -> 0xffff_ffffL;
            default -> below(256) * 256L + below(256);
        };
    }

    byte[] content() {
        int from = Math.min(at + 1, bytes.length);
        int to = Math.min(from + below(64), bytes.length);
        at = Math.max(at, to);
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Returns a path of pieces that are trouble somewhere. */
    String path() {
        StringBuilder path = new StringBuilder(below(16) == 1 ? "/" : "");
        int segments = below(5);
        for (int i = 0; i <= segments; i++) {
            path.append(i == 0 ? "" : "/").append(segment());
        }
        return path.append(below(8) == 1 ? "/" : "").toString();
    }

    private String segment() {
        return switch (below(24)) {
            case 8 -> "..";
            case 9 -> ".";
            case 10 -> "";
            case 11 -> "A";
            case 12 -> "a\\b";
            case 13 -> "C:";
            case 14 -> "\u00e9";
            case 15 -> "e\u0301";
            case 16 -> "a\u0000b";
            case 17 -> "a\nb";
            case 18 -> "n".repeat(250 + below(8));
            case 19 -> "\ud83d\ude00";
            case 20 -> " ";
            case 21 -> ".datasets";
            case 22 -> "\u202e";
            case 23 -> "d/".repeat(below(256)) + "e";
            default -> String.valueOf((char) ('a' + below(4)));
        };
    }
}
