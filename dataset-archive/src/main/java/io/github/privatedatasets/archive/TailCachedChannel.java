package io.github.privatedatasets.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A channel whose last bytes are in memory: a zip's directory, which the library reads in small steps, partly backwards, and
 * each of which would be a request to the store. What lies before is read from the channel itself.
 */
final class TailCachedChannel implements SeekableByteChannel {
    private final SeekableByteChannel channel;
    private final long tailStart;
    private final ByteBuffer tail;
    private long position;

    TailCachedChannel(SeekableByteChannel channel, long tailStart, ByteBuffer tail) {
        this.channel = channel;
        this.tailStart = tailStart;
        this.tail = tail;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count;
        if (position >= tailStart) {
            long left = size() - position;
            if (left <= 0) {
                return -1;
            }
            count = (int) Math.min(left, target.remaining());
            target.put(tail.slice((int) (position - tailStart), count));
        } else {
            if (channel.position() != position) {
                channel.position(position);
            }
            count = channel.read(target);
        }
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return tailStart + tail.capacity();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }
}
