// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All bytes of one object: first those that an attempt which died has left, then the rest, which the store is asked for. */
final class ContinuedBytes extends ObjectBytes {
    private final DatasetReader reader;
    private final RemoteObject object;
    private final RemoteContent left;
    private long position;
    private volatile @Nullable ObjectBytes rest;

    ContinuedBytes(DatasetReader reader, RemoteObject object, RemoteContent left) {
        this.reader = reader;
        this.object = object;
        this.left = left;
    }

    /** Asks nothing: what the store told with the bytes that are left is all there may be to know. */
    @Override
    Optional<Checksum> connect() {
        return left.checksum();
    }

    @Override
    String noChecksumReason() {
        return left.noChecksumReason();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        ObjectBytes remote = rest;
        if (remote == null) {
            int count = left.stream().read(buffer, offset, length);
            if (count >= 0) {
                position += count;
                reader.observer().resumed(count);
                reader.observer().bytesRead(count);
                return count;
            }
            remote = reader.from(object, position);
            rest = remote;
            if (position < object.sizeBytes()) {
                remote.connect();
            }
        }
        return remote.read(buffer, offset, length);
    }

    @Override
    long resumedBytes() {
        return position;
    }

    @Override
    public void close() {
        left.close();
        ObjectBytes remote = rest;
        if (remote != null) {
            remote.close();
        }
        reader.closed(this);
    }
}
