// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;

/** The digest over the digests of an object's parts, as a store computes it for what was uploaded in parts. */
final class PartsDigest extends Digest {
    private final Digest part;
    private final Digest whole;
    private final PartSizes sizes;
    private int parts;
    private long leftOfPart;

    PartsDigest(Checksum.Algorithm algorithm, PartSizes sizes) {
        part = Digest.of(algorithm);
        whole = Digest.of(algorithm);
        this.sizes = sizes;
        leftOfPart = sizes.of(1);
    }

    @Override
    void update(byte[] buffer, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (leftOfPart == 0) {
                endPart();
                leftOfPart = sizes.of(parts + 1);
            }
            int count = (int) Math.min(left, leftOfPart);
            part.update(buffer, at, count);
            leftOfPart -= count;
            at += count;
            left -= count;
        }
    }

    private void endPart() {
        byte[] value = part.end();
        whole.update(value, 0, value.length);
        parts++;
    }

    @Override
    byte[] end() {
        endPart();
        return whole.end();
    }
}
