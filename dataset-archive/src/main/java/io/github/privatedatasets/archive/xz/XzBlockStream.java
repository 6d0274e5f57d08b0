// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import io.github.privatedatasets.archive.pipeline.WorkAhead;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.XZInputStream;

/**
 * Xz data of several blocks, in one stream or more, decoded block by block on several threads.
 *
 * <p>The file is read once, front to back, so that the store's proof covers every byte of it; only where its blocks end was learnt from
 * its end before. That is believed as far as the decoder finds it true: each block must end where the index says and be as long
 * as it says, headers, indexes and footers must be where they were seen. A file that {@link XZInputStream} refuses is refused here.
 *
 * <p>Memory is a quarter of the heap, and 512 MiB, at most: half of it for the blocks, encoded and decoded, half for the
 * decoders. Blocks too large for that are not decoded by this; one whose decoder needs more than its part is decoded by
 * the reader, with up to the limit for one.
 *
 * <p>One thread reads and closes. After {@link #close} no worker has anything to do with this.
 */
public final class XzBlockStream extends InputStream {
    private static final long MAX_BYTES = 512L << 20;

    private final InputStream encoded;
    private final Iterator<XzIndex.Placed> streams;
    private final WorkAhead<XzBlock.Decoded> ahead;
    private final int maxAhead;
    private final int memoryKib;
    private final int memoryLimitKib;
    private final ArrayCache arrays = new BasicArrayCache();
    private XzIndex.@Nullable Placed stream;
    private byte[] header = new byte[0];
    private int nextBlock;
    private InputStream block = InputStream.nullInputStream();
    private boolean ended;

    private XzBlockStream(
            InputStream encoded, XzIndex index, int memoryLimitKib, Executor workers, int parallelism, int maxAhead) {
        this.encoded = encoded;
        this.streams = index.streams().iterator();
        this.maxAhead = maxAhead;
        this.memoryLimitKib = memoryLimitKib;
        this.memoryKib = (int) Math.min(memoryLimitKib, (memory() / 2 / maxAhead) >> 10);
        this.ahead = new WorkAhead<>(workers, Math.min(parallelism, maxAhead));
    }

    /**
     * Decodes by blocks if there are several and at least two of them fit into memory, else front to back.
     *
     * @param index nothing where there is none to go by
     */
    public static InputStream of(
            InputStream encoded, @Nullable XzIndex index, int memoryLimitKib, Executor workers, int parallelism)
            throws IOException {
        if (index != null && index.blocks() > 1 && parallelism > 1) {
            long fitting = memory() / 2 / Math.max(1, index.largestBlockBytes());
            if (fitting >= 2) {
                int maxAhead = (int) Math.min(fitting, parallelism + 1);
                return new XzBlockStream(encoded, index, memoryLimitKib, workers, parallelism, maxAhead);
            }
        }
        return new XZInputStream(encoded, memoryLimitKib);
    }

    private static long memory() {
        return Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = block.read(buffer, offset, length);
            if (count > 0) {
                return count;
            }
            block.close();
            block = InputStream.nullInputStream();
            readAhead();
            if (ahead.size() == 0) {
                ended = true;
            } else {
                block = ahead.take().open();
            }
        }
        return -1;
    }

    private void readAhead() throws IOException {
        while (ahead.size() < maxAhead) {
            XzIndex.Placed current = stream;
            if (current == null) {
                if (!streams.hasNext()) {
                    return;
                }
                current = streams.next();
                stream = current;
                nextBlock = 0;
                startStream(current.index());
            }
            if (nextBlock < current.index().blocks()) {
                XzBlock next = XzBlock.read(encoded, header, current.index(), nextBlock, arrays);
                ahead.add(() -> next.decode(memoryKib, memoryLimitKib));
                nextBlock++;
            } else {
                endStream(current);
                stream = null;
            }
        }
    }

    private void startStream(XzStreamIndex index) throws IOException {
        header = required(XzStreamIndex.HEADER_BYTES);
        if (header[0] != (byte) 0xfd
                || header[1] != '7'
                || header[2] != 'z'
                || header[3] != 'X'
                || header[4] != 'Z'
                || header[5] != 0
                || XzStreamIndex.crc(header, 6, 2) != crcOf(header)
                || (char) (header[6] << 8 | (header[7] & 0xff)) != index.flags()) {
            throw new CorruptedInputException("a stream's header is damaged, or another than its footer says");
        }
    }

    private static int crcOf(byte[] header) {
        return (header[8] & 0xff) | (header[9] & 0xff) << 8 | (header[10] & 0xff) << 16 | header[11] << 24;
    }

    private void endStream(XzIndex.Placed current) throws IOException {
        if (!Arrays.equals(
                required(current.index().bytes().length), current.index().bytes())) {
            throw new CorruptedInputException("an index is not the one that was read from the end before");
        }
        for (long left = current.padding(); left > 0; left -= 4) {
            for (byte b : required(4)) {
                if (b != 0) {
                    throw new CorruptedInputException("between two streams is something else than zeros");
                }
            }
        }
    }

    private byte[] required(int count) throws IOException {
        byte[] bytes = encoded.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        ahead.close();
        encoded.close();
    }
}
