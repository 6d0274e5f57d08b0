// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.LentBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes of one object, mended where they break. Read by one thread; closed by any, which frees a blocked read at once. */
abstract class ObjectBytes extends InputStream implements LentBytes {
    /** Opens the connection before the first read, and returns the digest of the whole object that came with it. */
    abstract Optional<Checksum> connect() throws IOException;

    /** Returns how many of the bytes did not come from the store. */
    long resumedBytes() {
        return 0;
    }

    /** Says why no digest came with the connection. */
    abstract String noChecksumReason();

    @Override
    public boolean lends() {
        return false;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        throw new UnsupportedOperationException("these bytes are to be read");
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;

    @Override
    public abstract void close();
}
