// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.XZFormatException;

/** Xz data of any number of streams and blocks, decoded front to back by the thread that reads. */
final class XzStream extends InputStream {
    private static final int ALIGNMENT = 4;

    private final InputStream encoded;
    private final int memoryLimitKib;
    private int checkType;
    private IndexDigest index = new IndexDigest();
    private final Window window = Window.ofDictionary(0, 0);
    private final Lzma2Stream lzma2;
    private @Nullable BlockStream block;
    private boolean ended;

    /** Reads the first header. */
    XzStream(InputStream encoded, int memoryLimitKib) throws IOException {
        this.encoded = encoded;
        this.lzma2 = new Lzma2Stream(encoded, window);
        this.memoryLimitKib = memoryLimitKib;
        startStream(Encoded.read(encoded, StreamFlags.HEADER_BYTES));
    }

    private void startStream(byte[] header) throws IOException {
        checkType = StreamFlags.ofHeader(header);
        index = new IndexDigest();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            BlockStream current = block;
            if (current == null) {
                startBlock();
                continue;
            }
            int count = current.read(buffer, offset, length);
            if (count > 0) {
                return count;
            }
            if (count < 0) {
                index.add(current.unpaddedSize(), current.uncompressedSize());
                block = null;
            }
        }
        return -1;
    }

    /** Reads the header of a block, or, where there is none, all up to the next stream. */
    private void startBlock() throws IOException {
        BlockHeader header = BlockHeader.read(encoded);
        if (header == null) {
            endStream();
            return;
        }
        header.requireMemory(memoryLimitKib);
        window.fit(header.dictionarySize(), header.uncompressedSize());
        lzma2.restart();
        block = new BlockStream(encoded, header, Check.ofType(checkType), lzma2);
    }

    private void endStream() throws IOException {
        long indexBytes = index.verify(encoded);
        byte[] footer = Encoded.read(encoded, StreamFlags.FOOTER_BYTES);
        if (StreamFlags.indexBytes(footer) != indexBytes || StreamFlags.ofFooter(footer) != checkType) {
            throw new CorruptedInputException("the footer of a stream is damaged, or does not match the stream");
        }
        byte[] next = padding();
        while (next.length > 0 && isZero(next)) {
            next = padding();
        }
        if (next.length == 0) {
            ended = true;
            return;
        }
        byte[] header = new byte[StreamFlags.HEADER_BYTES];
        System.arraycopy(next, 0, header, 0, ALIGNMENT);
        System.arraycopy(
                Encoded.read(encoded, header.length - ALIGNMENT), 0, header, ALIGNMENT, header.length - ALIGNMENT);
        try {
            startStream(header);
        } catch (XZFormatException e) {
            throw new CorruptedInputException("after a stream is something else than zeros or another stream");
        }
    }

    /** Returns the next bytes that may fill up the space between two streams; none at the end. */
    private byte[] padding() throws IOException {
        byte[] bytes = encoded.readNBytes(ALIGNMENT);
        if (bytes.length % ALIGNMENT != 0) {
            throw new EOFException();
        }
        return bytes;
    }

    private static boolean isZero(byte[] bytes) {
        return bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 0;
    }

    @Override
    public void close() throws IOException {
        encoded.close();
    }
}
