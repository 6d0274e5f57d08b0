// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** What is sent over a socket, taken by the other side in time or not at all; written by one thread. */
final class TimedOutput extends OutputStream {
    private final Wire wire;
    private final long patience;

    TimedOutput(Wire wire, HttpLimits limits) {
        this.wire = wire;
        patience = limits.readTimeout().toNanos();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        wire.write(ByteBuffer.wrap(buffer, offset, length), patience);
    }
}
