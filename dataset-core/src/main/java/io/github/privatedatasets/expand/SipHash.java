// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein): a short text's fingerprint under a secret key. Who does not know the key
 * cannot choose texts that fall together; and it takes a fraction of the time of a digest that has no key. Not thread-safe.
 */
final class SipHash {
    private final long firstKey;
    private final long secondKey;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SipHash(long firstKey, long secondKey) {
        this.firstKey = firstKey;
        this.secondKey = secondKey;
    }

    /** Returns one with a key of its own. */
    static SipHash keyed() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    /** The fingerprint's first and second half. */
    record Bits(long first, long second) {}

    Bits of(byte[] text) {
        v0 = firstKey ^ 0x736f6d6570736575L;
        v1 = secondKey ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = firstKey ^ 0x6c7967656e657261L;
        v3 = secondKey ^ 0x7465646279746573L;
        ByteBuffer words = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= Long.BYTES) {
            mix(words.getLong());
        }
        long last = (long) text.length << 56;
        for (int shift = 0; words.hasRemaining(); shift += 8) {
            last |= (words.get() & 0xffL) << shift;
        }
        mix(last);
        v2 ^= 0xee;
        long first = end();
        v1 ^= 0xdd;
        return new Bits(first, end());
    }

    private void mix(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private long end() {
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
