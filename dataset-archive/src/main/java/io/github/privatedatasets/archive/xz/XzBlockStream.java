// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import io.github.privatedatasets.archive.pipeline.WorkAhead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.CorruptedInputException;

/**
 * Xz data of several blocks, in one stream or more, decoded block by block on several threads.
 *
 * <p>The file is read once, front to back, so that the store's proof covers every byte of it; only where its blocks end was learnt from
 * its end before. That is believed as far as the decoder finds it true: each block must end where the index says and be as long
 * as it says, headers, indexes and footers must be where they were seen. A file that {@link XzStream} refuses is refused here.
 *
 * <p>Memory is a quarter of the heap, and 512 MiB, at most, less than 200 KiB for each decoder, and 5 MiB for the indexes. Blocks too large for that are not decoded by this.
 *
 * <p>One thread reads and closes. After {@link #close} no worker has anything to do with this.
 */
final class XzBlockStream extends InputStream {
    private static final long MAX_BYTES = 512L << 20;

    private final InputStream encoded;
    private final Iterator<XzIndex.Placed> streams;
    private final WorkAhead<byte[]> ahead;
    private final int maxAhead;
    private final int memoryLimitKib;
    private XzIndex.@Nullable Placed stream;
    private int checkType;
    private int nextBlock;
    private InputStream block = InputStream.nullInputStream();
    private boolean ended;

    private XzBlockStream(
            InputStream encoded, XzIndex index, int memoryLimitKib, Executor workers, int parallelism, int maxAhead) {
        this.encoded = encoded;
        this.streams = index.streams().iterator();
        this.maxAhead = maxAhead;
        this.memoryLimitKib = memoryLimitKib;
        this.ahead = new WorkAhead<>(workers, Math.min(parallelism, maxAhead));
    }

    /**
     * Decodes by blocks if there are several and at least two of them fit into memory, else front to back.
     *
     * @param index nothing where there is none to go by
     */
    static InputStream of(
            InputStream encoded, @Nullable XzIndex index, int memoryLimitKib, Executor workers, int parallelism)
            throws IOException {
        if (index != null && index.blocks() > 1 && parallelism > 1) {
            long fitting = memory() / Math.max(1, index.largestBlockBytes());
            if (fitting >= 2) {
                int maxAhead = (int) Math.min(fitting, parallelism + 1);
                return new XzBlockStream(encoded, index, memoryLimitKib, workers, parallelism, maxAhead);
            }
        }
        return new XzStream(encoded, memoryLimitKib);
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
                block = new ByteArrayInputStream(ahead.take());
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
                XzBlock next = XzBlock.read(encoded, checkType, current.index(), nextBlock);
                ahead.add(() -> next.decode(memoryLimitKib));
                nextBlock++;
            } else {
                endStream(current);
                stream = null;
            }
        }
    }

    private void startStream(XzStreamIndex index) throws IOException {
        checkType = StreamFlags.ofHeader(Encoded.read(encoded, StreamFlags.HEADER_BYTES));
        if (checkType != index.flags()) {
            throw new CorruptedInputException("a stream's header is another than its footer says");
        }
    }

    private void endStream(XzIndex.Placed current) throws IOException {
        if (!Arrays.equals(
                Encoded.read(encoded, current.index().bytes().length),
                current.index().bytes())) {
            throw new CorruptedInputException("an index is not the one that was read from the end before");
        }
        for (long left = current.padding(); left > 0; left -= 4) {
            for (byte b : Encoded.read(encoded, 4)) {
                if (b != 0) {
                    throw new CorruptedInputException("between two streams is something else than zeros");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        ahead.close();
        encoded.close();
    }
}
