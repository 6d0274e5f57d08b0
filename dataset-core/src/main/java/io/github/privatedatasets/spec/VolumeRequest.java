// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a dataset is asked to stand, and how large it may become there.
 *
 * @param kind shared storage or an ephemeral volume
 * @param limit the most bytes that may be written; always present for {@link Kind#DYNAMIC}
 */
public record VolumeRequest(Kind kind, Optional<ByteSize> limit) {
    /** The limit of an ephemeral volume whose spec names none: 5Gi. */
    public static final ByteSize DEFAULT_EPHEMERAL_LIMIT = ByteSize.parse("5Gi");

    /** The two kinds of volumes, named as specs name them. */
    public enum Kind {
        /** The team's shared storage: downloaded once, never removed implicitly. */
        SHARED,
        /** An ephemeral volume of limited size, removed when the job ends. */
        DYNAMIC;

        /** Returns the name as a spec writes it, in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Gives an ephemeral volume without a limit the default one; refuses a limit of 0 with {@link InvalidSpecException}. */
    public VolumeRequest {
        if (limit.filter(l -> l.bytes() == 0).isPresent()) {
            throw new InvalidSpecException("size 0 has room for nothing: leave it out, or write one such as 10Gi");
        }
        if (kind == Kind.DYNAMIC && limit.isEmpty()) {
            limit = Optional.of(DEFAULT_EPHEMERAL_LIMIT);
        }
    }

    /** Asks for shared storage without a cap. */
    public static VolumeRequest shared() {
        return new VolumeRequest(Kind.SHARED, Optional.empty());
    }

    /** Asks for shared storage; the dataset fails when it is, or would become, larger than the cap. */
    public static VolumeRequest shared(ByteSize cap) {
        return new VolumeRequest(Kind.SHARED, Optional.of(cap));
    }

    /** Asks for an ephemeral volume of {@link #DEFAULT_EPHEMERAL_LIMIT}. */
    public static VolumeRequest ephemeral() {
        return new VolumeRequest(Kind.DYNAMIC, Optional.empty());
    }

    /** Asks for an ephemeral volume of this size. */
    public static VolumeRequest ephemeral(ByteSize limit) {
        return new VolumeRequest(Kind.DYNAMIC, Optional.of(limit));
    }

    /** Tells whether the volume lasts only as long as the job. */
    public boolean isEphemeral() {
        return kind == Kind.DYNAMIC;
    }
}
