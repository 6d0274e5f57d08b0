// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import java.util.Arrays;

/**
 * One 512-byte header block of a tar, whichever tar wrote it: v7, ustar (POSIX), GNU, star.
 *
 * <p>Numbers are octal text, or binary where the first byte has its highest bit set (GNU, star). Names are bytes up to the first NUL.
 */
final class TarHeader {
    static final int BLOCK_BYTES = 512;

    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int MAGIC_AT = 257;
    private static final int PREFIX_AT = 345;

    private final byte[] block;

    /** Takes a block, which must not be changed any more. */
    TarHeader(byte[] block) {
        this.block = block;
    }

    /** Tells whether a file with this beginning may be a tar: a header with the right checksum, or the zeros of an empty one. */
    static boolean isPlausible(byte[] first) {
        if (first.length < BLOCK_BYTES) {
            return false;
        }
        TarHeader header = new TarHeader(first);
        return header.isZero() || header.hasRightChecksum();
    }

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    boolean hasRightChecksum() {
        long unsigned = 0;
        // Some old tars summed signed bytes.
        long signed = 0;
        for (byte b : block) {
            unsigned += b & 0xff;
            signed += b;
        }
        // The field itself counts as blanks.
        for (int i = CHECKSUM_AT; i < CHECKSUM_AT + CHECKSUM_BYTES; i++) {
            unsigned += ' ' - (block[i] & 0xff);
            signed += ' ' - block[i];
        }
        try {
            long stored = number(CHECKSUM_AT, CHECKSUM_BYTES, "checksum");
            return stored == unsigned || stored == signed;
        } catch (MalformedTarException e) {
            return false;
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    /** Returns the name with the prefix that only POSIX headers have; others keep other things in its place. */
    byte[] name() {
        byte[] name = text(0, 100);
        if (!isPosix() || block[PREFIX_AT] == 0) {
            return name;
        }
        // star keeps times in the end of the prefix, and says so with "tar" at 508.
        boolean star = block[508] == 't' && block[509] == 'a' && block[510] == 'r' && block[511] == 0;
        byte[] prefix = text(PREFIX_AT, star ? 131 : 155);
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    byte[] linkName() {
        return text(157, 100);
    }

    int mode() throws MalformedTarException {
        return (int) number(100, 8, "mode") & 0xffff;
    }

    long size() throws MalformedTarException {
        long size = number(124, 12, "size");
        if (size < 0) {
            throw new MalformedTarException("its size is negative");
        }
        return size;
    }

    long modifiedSeconds() throws MalformedTarException {
        return number(136, 12, "mtime");
    }

    private boolean isPosix() {
        return block[MAGIC_AT] == 'u'
                && block[MAGIC_AT + 1] == 's'
                && block[MAGIC_AT + 2] == 't'
                && block[MAGIC_AT + 3] == 'a'
                && block[MAGIC_AT + 4] == 'r'
                && block[MAGIC_AT + 5] == 0;
    }

    private byte[] text(int from, int length) {
        int to = from;
        while (to < from + length && block[to] != 0) {
            to++;
        }
        return Arrays.copyOfRange(block, from, to);
    }

    /** Returns the number in a field, 0 for an empty one. */
    long number(int from, int length, String field) throws MalformedTarException {
        return (block[from] & 0x80) != 0 ? binary(from, length, field) : octal(from, length, field);
    }

    private long octal(int from, int length, String field) throws MalformedTarException {
        int at = from;
        int end = from + length;
        // One NUL may come first, of a field before this one that was too long; a second one is an empty field's end.
        if (block[at] == 0) {
            at++;
        }
        while (at < end && block[at] == ' ') {
            at++;
        }
        long value = 0;
        while (at < end && block[at] >= '0' && block[at] <= '7') {
            value = value * 8 + (block[at] - '0');
            at++;
        }
        if (at < end && block[at] != ' ' && block[at] != 0) {
            throw new MalformedTarException("its " + field + " is no number");
        }
        return value;
    }

    private long binary(int from, int length, String field) throws MalformedTarException {
        boolean negative = (block[from] & 0x40) != 0;
        // The first byte's highest bit is only the mark.
        long value = negative ? block[from] : block[from] & 0x7f;
        for (int i = from + 1; i < from + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw new MalformedTarException("its " + field + " is too large");
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }

    byte at(int index) {
        return block[index];
    }
}
