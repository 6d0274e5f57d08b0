package io.github.privatedatasets.archive.deflate;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Gzip data of any number of members (RFC 1952), as gzip itself reads it: zeros and anything else that is no gzip member after
 * the last one are ignored, but read to their end.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}: between members that one asks {@code available()}, which is 0 at times on a
 * connection, and takes a failure to read the next header for the end. Either way the rest of the data would be lost without a word.
 */
public final class GzipStream extends InputStream {
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xe0;
    private static final int DEFLATE = 8;

    private final InputStream encoded;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 15];
    private int position;
    private int limit;
    private boolean ended;

    public GzipStream(InputStream encoded) throws IOException {
        this.encoded = encoded;
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
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("deflate data asks for a dictionary");
            } else {
                fill();
                inflater.setInput(buffer, position, limit - position);
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new ZipException(String.valueOf(e.getMessage()));
        }
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        if (little(4) != crc.getValue()) {
            throw new ZipException("CRC does not match");
        }
        if (little(4) != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("length does not match");
        }
        if (!startMember()) {
            ended = true;
            encoded.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Reads a member's header; returns false if none follows. */
    private boolean startMember() throws IOException {
        int first = next();
        while (first == 0) {
            first = next();
        }
        if (first != 0x1f || required() != 0x8b || required() != DEFLATE) {
            return false;
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
            skip(2);
        }
        crc.reset();
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
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

    private int required() throws IOException {
        int b = next();
        if (b < 0) {
            throw new EOFException();
        }
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
        inflater.end();
        encoded.close();
    }
}
