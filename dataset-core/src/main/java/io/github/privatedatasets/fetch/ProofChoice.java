// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds out how an object can be proven, and asks the store about its parts only where nothing better is there. */
final class ProofChoice {
    /** Each guess costs a digest over all bytes. */
    private static final int MAX_GUESSES = 3;

    /** So few parts are asked about one by one sooner than as a list, which many stores and identities cannot have. */
    private static final int FEW_PARTS = 4;

    private final RemoteDataset dataset;
    private final RemoteObject object;
    private final Attempts attempts;
    private final ReadAhead ahead;
    private final TaskGroup helpers;
    private final boolean everyPart;

    /** Makes a choice; with {@code everyPart}, no part is taken to be as long as the first without asking. */
    ProofChoice(
            RemoteDataset dataset,
            RemoteObject object,
            Attempts attempts,
            ReadAhead ahead,
            TaskGroup helpers,
            boolean everyPart) {
        this.dataset = dataset;
        this.object = object;
        this.attempts = attempts;
        this.ahead = ahead;
        this.helpers = helpers;
        this.everyPart = everyPart;
    }

    /** Returns the proof by what the store told, if anything. */
    ObjectProof of(Optional<Checksum> told, String noChecksumReason) throws IOException {
        if (told.isEmpty()) {
            return ObjectProof.none(object, noChecksumReason);
        }
        Checksum expected = told.get();
        if (!expected.isOfParts()) {
            return ObjectProof.by(object, expected);
        }
        Optional<PartSizes> sizes = sizes(expected.parts());
        return sizes.isPresent()
                ? ObjectProof.by(object, expected, sizes.get())
                : ObjectProof.guessing(
                        object, expected, PartSizes.guess(expected.parts(), object.sizeBytes(), MAX_GUESSES));
    }

    private Optional<PartSizes> sizes(int parts) throws IOException {
        if (parts == 1) {
            return Optional.of(PartSizes.even(object.sizeBytes(), 1));
        }
        OptionalLong first = attempts.until(() -> dataset.partSize(object, 1));
        if (first.isPresent() && !everyPart && PartSizes.fitEvenly(first.getAsLong(), parts, object.sizeBytes())) {
            return Optional.of(PartSizes.even(first.getAsLong(), parts));
        }
        // A few are asked for one by one, which needs no further permission; some stores only have the list.
        Optional<PartSizes> listed = parts > FEW_PARTS || first.isEmpty()
                ? PartSizes.ofAll(attempts.until(() -> dataset.partSizes(object, parts)), parts, object.sizeBytes())
                : Optional.empty();
        if (listed.isPresent() || first.isEmpty()) {
            return listed;
        }
        return new PartSurvey(dataset, object, parts, first.getAsLong())
                .run(helpers, ahead.connectionsAhead(), attempts);
    }
}
