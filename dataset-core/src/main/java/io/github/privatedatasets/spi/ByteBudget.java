// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes a dataset has really written, and stops it at its limit. Thread-safe. */
public final class ByteBudget {
    private final long limitBytes;
    private final AtomicLong spentBytes = new AtomicLong();

    private ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Returns a budget of so many bytes, without a limit where none is given. */
    public static ByteBudget of(Optional<ByteSize> limit) {
        return new ByteBudget(limit.map(ByteSize::bytes).orElse(Long.MAX_VALUE));
    }

    /**
     * Counts bytes that are about to be written.
     *
     * @throws VolumeFullException if they do not fit; they are not counted then, and must not be written
     */
    public void spend(long bytes, String entry) throws VolumeFullException {
        long after = spentBytes.addAndGet(bytes);
        if (after > limitBytes || after < 0) {
            spentBytes.addAndGet(-bytes);
            throw new VolumeFullException(
                    ByteSize.ofBytes(limitBytes), ByteSize.ofBytes(after < 0 ? Long.MAX_VALUE : after), entry);
        }
    }

    /** Gives back bytes whose file was removed. */
    public void refund(long bytes) {
        spentBytes.addAndGet(-bytes);
    }

    /** Returns the bytes counted so far. */
    public long spentBytes() {
        return spentBytes.get();
    }

    /** Returns what may be written in all; empty for no limit. */
    public Optional<ByteSize> limit() {
        return limitBytes == Long.MAX_VALUE ? Optional.empty() : Optional.of(ByteSize.ofBytes(limitBytes));
    }
}
