// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Proves one object's bytes, which it is shown in order, by the best digest that the store offers. Used by one thread. */
final class ObjectProof {
    private static final String NONE = "none offered";

    private final RemoteObject object;
    private final Optional<Checksum> expected;
    // Several where the lengths of the parts are guessed: the one that holds was right.
    private final List<Digest> digests;
    private final boolean guessed;
    private String label;
    private boolean holds;

    private ObjectProof(
            RemoteObject object, Optional<Checksum> expected, List<Digest> digests, boolean guessed, String label) {
        this.object = object;
        this.expected = expected;
        this.digests = digests;
        this.guessed = guessed;
        this.label = label;
    }

    /** Proves nothing, for this reason. */
    static ObjectProof none(RemoteObject object, String reason) {
        return new ObjectProof(
                object, Optional.empty(), List.of(), false, reason.isEmpty() ? NONE : NONE + ": " + reason);
    }

    /** Proves by a digest over the bytes themselves. */
    static ObjectProof by(RemoteObject object, Checksum expected) {
        return new ObjectProof(
                object, Optional.of(expected), List.of(Digest.of(expected.algorithm())), false, expected.label());
    }

    /** Proves by a digest over the digests of parts that have these lengths. */
    static ObjectProof by(RemoteObject object, Checksum expected, PartSizes sizes) {
        return new ObjectProof(
                object,
                Optional.of(expected),
                List.of(new PartsDigest(expected.algorithm(), sizes)),
                false,
                expected.label());
    }

    /** Proves by a digest over the digests of parts, if one of the guesses of their lengths is right. */
    static ObjectProof guessing(RemoteObject object, Checksum expected, List<PartSizes> guesses) {
        List<Digest> digests = new ArrayList<>();
        guesses.forEach(sizes -> digests.add(new PartsDigest(expected.algorithm(), sizes)));
        return new ObjectProof(object, Optional.of(expected), digests, true, expected.label());
    }

    /** Takes the next bytes in, and leaves the buffer as it is. */
    void update(ByteBuffer buffer) {
        for (Digest digest : digests) {
            digest.update(buffer.duplicate());
        }
    }

    /** Compares, once all bytes were taken in. A guess that does not hold proves nothing, and is no error. */
    void verify() throws IntegrityException {
        if (expected.isEmpty()) {
            return;
        }
        String actual = "";
        for (Digest digest : digests) {
            actual = HexFormat.of().formatHex(digest.end());
            if (actual.equals(expected.get().hex())) {
                holds = true;
                return;
            }
        }
        if (!guessed) {
            throw new IntegrityException(object.path(), label, expected.get().hex(), actual);
        }
        label = NONE + ": the store keeps " + label + " and does not tell how long they are";
    }

    /** Tells whether {@link #verify} found that the digest holds. */
    boolean holds() {
        return holds;
    }

    /** Returns what proves the bytes, or why nothing does; after {@link #verify} it is the last word. */
    String label() {
        return label;
    }
}
