// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.format.EntryNames;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.LentBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a tar, block by block, and the content of the entry that is being read. */
final class TarInput {
    private final String archive;
    private final InputStream tar;
    private final byte[] scratch = new byte[1 << 14];
    private String entry = "";
    private long position;
    private long left;
    private long padding;

    /** Reads this stream, which throws nothing but what may be passed on. */
    TarInput(String archive, InputStream tar) {
        this.archive = archive;
        this.tar = tar;
    }

    String archive() {
        return archive;
    }

    /** Returns how many bytes were read. */
    long position() {
        return position;
    }

    /** Returns a block, a part of one at the end of the stream, or nothing. */
    byte[] block() throws IOException {
        byte[] block = new byte[TarHeader.BLOCK_BYTES];
        int count = tar.readNBytes(block, 0, block.length);
        position += count;
        return count == block.length ? block : Arrays.copyOf(block, count);
    }

    /** Returns so many bytes, and passes over those that pad them to whole blocks. */
    byte[] padded(long size) throws IOException, MalformedTarException {
        byte[] bytes = tar.readNBytes((int) size);
        position += bytes.length;
        if (bytes.length < size) {
            throw new MalformedTarException("the tar ends within an extended header");
        }
        skip(padding(size));
        return bytes;
    }

    /** Passes over so many bytes, and over those that pad them. */
    void skipPadded(long size) throws IOException, MalformedTarException {
        skip(size + padding(size));
    }

    /** Begins the content of an entry; the one before must have ended. */
    void startContent(String name, long size) throws MalformedTarException {
        entry = name;
        left = size;
        padding = padding(size);
    }

    /** Returns how much of the entry's content was not read. */
    long left() {
        return left;
    }

    /** Passes over what is left of the entry's content. */
    void endContent() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
    }

    /** Passes over the rest of a block within the content: {@code used} bytes of the content were read. */
    void skipToBlock(long used) throws IOException, MalformedTarException {
        long rest = Math.min(padding(used), left);
        skip(rest);
        left -= rest;
    }

    /** Returns the content of the entry; it ends early only with an error. */
    InputStream content() {
        return new Content();
    }

    /**
     * Reads the stream to its end.
     *
     * @return whether all that is left are zeros
     */
    boolean readRest(long most) throws IOException, MalformedTarException {
        long rest = 0;
        int bits = 0;
        for (int count = tar.read(scratch); count >= 0; count = tar.read(scratch)) {
            rest += count;
            position += count;
            for (int i = 0; i < count; i++) {
                bits |= scratch[i];
            }
            if (rest > most) {
                throw new MalformedTarException("more than " + most
                        + " bytes follow the end of the tar, which is the limit (StandardExtractors' maxIgnored)");
            }
        }
        return bits == 0;
    }

    private void skip(long bytes) throws IOException {
        for (long rest = bytes; rest > 0; ) {
            int count = tar.read(scratch, 0, (int) Math.min(rest, scratch.length));
            if (count < 0) {
                throw cutShort();
            }
            rest -= count;
            position += count;
        }
    }

    private CorruptArchiveException cutShort() {
        return new CorruptArchiveException(
                archive, "the tar ends at byte " + position + ", within the entry " + EntryNames.shown(entry), null);
    }

    private static long padding(long size) throws MalformedTarException {
        if (size > Long.MAX_VALUE - 2 * TarHeader.BLOCK_BYTES) {
            throw new MalformedTarException("its size is too large");
        }
        return -size & (TarHeader.BLOCK_BYTES - 1);
    }

    private final class Content extends InputStream implements LentBytes {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = tar.read(buffer, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw cutShort();
            }
            left -= count;
            position += count;
            return count;
        }

        @Override
        public boolean lends() {
            return tar instanceof LentBytes lent && lent.lends();
        }

        @Override
        public @Nullable ByteBuffer lend(int most) throws IOException {
            if (left == 0) {
                return null;
            }
            ByteBuffer next = ((LentBytes) tar).lend((int) Math.min(left, most));
            if (next == null) {
                throw cutShort();
            }
            left -= next.remaining();
            position += next.remaining();
            return next;
        }
    }
}
