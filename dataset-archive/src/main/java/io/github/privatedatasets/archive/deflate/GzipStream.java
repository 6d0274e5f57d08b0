// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * Gzip data of any number of members (RFC 1952), as gzip itself reads it: zeros and anything else that is no gzip member after
 * the last one are ignored, but read to their end.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}: between members that one asks {@code available()}, which is 0 at times on a
 * connection, and takes a failure to read the next header for the end. Either way the rest of the data would be lost without a word.
 *
 * <p>What begins like a member is one: if it is then of another method than deflate, or cut short, or its header's CRC is wrong, it is refused, as by gzip.
 *
 * <p><b>Limits.</b> Memory: 200 KiB, whatever is read.
 */
public final class GzipStream extends InputStream {
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xe0;
    private static final int DEFLATE = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream encoded;
    private final DeflateDecoder decoder;
    private final Consumer<String> warnings;
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long memberBytes;
    private long noMember;
    private boolean ended;

    /** Reads the first header, and says nothing about bytes after the last member. */
    public GzipStream(InputStream encoded) throws IOException {
        this(encoded, DeflateDecoder.own(), warning -> {});
    }

    /**
     * Reads the first header.
     *
     * @param decoder decodes the members, and is closed with this
     * @param warnings is told, at most once, by the thread that reads the end, if bytes other than zeros follow the last member
     */
    public GzipStream(InputStream encoded, DeflateDecoder decoder, Consumer<String> warnings) throws IOException {
        this.encoded = encoded;
        this.warnings = warnings;
        this.decoder = decoder;
        if (!startMember()) {
            throw new ZipException("no gzip header");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = decoder.decode(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                memberBytes += count;
                return count;
            }
            if (decoder.isEnded()) {
                endMember();
            } else {
                fill();
                lend();
            }
        }
        return -1;
    }

    /** Gives the decoder what is in the buffer. */
    private void lend() {
        decoder.setInput(buffer, position, limit - position);
        position = limit;
    }

    private void endMember() throws IOException {
        position = limit - decoder.unused();
        long actualCrc = crc.getValue(); // before the trailer itself is digested
        if (little(4) != actualCrc) {
            throw new ZipException("CRC does not match");
        }
        if (little(4) != (memberBytes & 0xffff_ffffL)) {
            throw new ZipException("length does not match");
        }
        if (!startMember()) {
            ended = true;
            passOver();
        }
    }

    /** Passes over what is no member, of which {@link #startMember} took the first bytes that are no padding. */
    private void passOver() throws IOException {
        long count = noMember + limit - position + encoded.transferTo(OutputStream.nullOutputStream());
        position = limit;
        if (count > 0) {
            warnings.accept(count
                    + (count == 1 ? " byte that is no gzip member follows" : " bytes that are no gzip member follow")
                    + " the last one; ignored, as gzip does");
        }
    }

    /** Reads a member's header; returns false if none follows. */
    private boolean startMember() throws IOException {
        int first = next();
        while (first == 0) {
            first = next();
        }
        if (first < 0) {
            return false;
        }
        crc.reset();
        crc.update(first);
        noMember = 1;
        if (first != 0x1f) {
            return false;
        }
        noMember = 2;
        if (required() != 0x8b) {
            return false;
        }
        int method = required();
        if (method != DEFLATE) {
            throw new ZipException("a member is compressed by method " + method + ", which gzip does not have");
        }
        int flags = required();
        if ((flags & RESERVED_FLAGS) != 0) {
            throw new ZipException("header has unknown flags");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip((int) little(2));
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            long actualCrc = crc.getValue() & 0xffff;
            if (little(2) != actualCrc) {
                throw new ZipException("CRC of a header does not match");
            }
        }
        noMember = 0;
        memberBytes = 0;
        crc.reset();
        decoder.reset();
        lend();
        return true;
    }

    private void skipText() throws IOException {
        int c = required();
        while (c != 0) {
            c = required();
        }
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            required();
        }
    }

    private long little(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) required() << (8 * i);
        }
        return value;
    }

    /** Returns the next byte, and digests it: a header may have a CRC of its own. */
    private int required() throws IOException {
        int b = next();
        if (b < 0) {
            throw new EOFException();
        }
        crc.update(b);
        return b;
    }

    private int next() throws IOException {
        if (position == limit && !filled()) {
            return -1;
        }
        return buffer[position++] & 0xff;
    }

    private void fill() throws IOException {
        if (!filled()) {
            throw new EOFException();
        }
    }

    private boolean filled() throws IOException {
        int count = encoded.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(count, 0);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        encoded.close();
    }
}
