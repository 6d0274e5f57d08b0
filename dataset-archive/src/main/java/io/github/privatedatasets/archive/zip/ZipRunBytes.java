// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a run as they come in, in the one buffer that its worker has for all its runs. */
final class ZipRunBytes {
    /** More than the longest header of an entry with all that belongs to it, which is looked at in one piece. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final String archive;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteBuffer view = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    private InputStream source = InputStream.nullInputStream();
    private long position;
    private int from;
    private int to;

    ZipRunBytes(String archive) {
        this.archive = archive;
    }

    /** Goes on with this stream, which starts at this offset of the archive; the caller closes it. */
    void start(InputStream run, long offset) {
        source = run;
        position = offset;
        from = 0;
        to = 0;
    }

    /** Returns the offset in the archive of the next byte. */
    long position() {
        return position;
    }

    /** Passes over the bytes before this offset of the archive, which is not behind. */
    void skipTo(long offset) throws IOException {
        while (position < offset) {
            require(1);
            consume((int) Math.min(to - from, offset - position));
        }
    }

    /** Returns the next bytes, of which there must be so many, without passing over them. Valid until the next call. */
    ByteBuffer peek(int length) throws IOException {
        require(length);
        return view.slice(from, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads at least one byte. */
    int read(byte[] target, int offset, int length) throws IOException {
        int count;
        if (from == to && length >= BUFFER_BYTES / 8) {
            count = source.read(target, offset, length);
            if (count < 0) {
                throw cutShort();
            }
            position += count;
        } else {
            require(1);
            count = Math.min(length, to - from);
            System.arraycopy(buffer, from, target, offset, count);
            consume(count);
        }
        return count;
    }

    /** Lends at least one byte and at most so many to the decoder, and returns how many; nothing may be read before it is done. */
    int lend(DeflateDecoder decoder, long most) throws IOException {
        int count = lend(most).remaining();
        decoder.setInput(buffer, from - count, count);
        return count;
    }

    /** Lends at least one byte and at most so many; nothing may be read before they are done with. */
    ByteBuffer lend(long most) throws IOException {
        require(1);
        ByteBuffer lent = ByteBuffer.wrap(buffer, from, (int) Math.min(most, to - from));
        consume(lent.remaining());
        return lent;
    }

    /** Takes back bytes that were lent last, and not used. */
    void takeBack(int count) {
        from -= count;
        position -= count;
    }

    void consume(int count) {
        from += count;
        position += count;
    }

    private void require(int length) throws IOException {
        if (to - from < length && BUFFER_BYTES - from < length) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (from == to) {
            from = 0;
            to = 0;
        }
        while (to - from < length) {
            int count = source.read(buffer, to, BUFFER_BYTES - to);
            if (count < 0) {
                throw cutShort();
            }
            to += count;
        }
    }

    private CorruptArchiveException cutShort() {
        return new CorruptArchiveException(archive, "it ends at byte " + (position + to - from), null);
    }
}
