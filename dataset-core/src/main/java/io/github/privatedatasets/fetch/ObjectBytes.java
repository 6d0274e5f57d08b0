// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Bytes of one object, mended where they break. Read by one thread; closed by any, which frees a blocked read at once. */
abstract class ObjectBytes extends InputStream {
    /** Opens the connection before the first read, and returns the digest of the whole object that came with it. */
    abstract Optional<Checksum> connect() throws IOException;

    /** Returns how many of the bytes did not come from the store. */
    long resumedBytes() {
        return 0;
    }

    /** Says why no digest came with the connection. */
    abstract String noChecksumReason();

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
