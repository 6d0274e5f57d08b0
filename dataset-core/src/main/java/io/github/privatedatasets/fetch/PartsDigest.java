// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import java.nio.ByteBuffer;

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
    void update(ByteBuffer buffer) {
        int end = buffer.limit();
        while (buffer.position() < end) {
            if (leftOfPart == 0) {
                endPart();
                leftOfPart = sizes.of(parts + 1);
            }
            int count = (int) Math.min(end - buffer.position(), leftOfPart);
            part.update(buffer.limit(buffer.position() + count));
            buffer.limit(end);
            leftOfPart -= count;
        }
    }

    private void endPart() {
        whole.update(ByteBuffer.wrap(part.end()));
        parts++;
    }

    @Override
    byte[] end() {
        do {
            endPart(); // The last ones may be empty.
        } while (parts < sizes.count());
        return whole.end();
    }
}
