package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds out how an object can be proven, and asks the store about its parts only where nothing better is there. */
final class ProofChoice {
    /** Each guess costs a digest over all bytes. */
    private static final int MAX_GUESSES = 3;

    private final RemoteDataset dataset;
    private final RemoteObject object;
    private final Attempts attempts;
    private final boolean everyPart;

    /** Makes a choice; with {@code everyPart}, no part is taken to be as long as the first without asking. */
    ProofChoice(RemoteDataset dataset, RemoteObject object, Attempts attempts, boolean everyPart) {
        this.dataset = dataset;
        this.object = object;
        this.attempts = attempts;
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
        OptionalLong first = size(1);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        if (!everyPart && PartSizes.fitEvenly(first.getAsLong(), parts, object.sizeBytes())) {
            return Optional.of(PartSizes.even(first.getAsLong(), parts));
        }
        List<Long> sizes = new ArrayList<>(List.of(first.getAsLong()));
        long sum = first.getAsLong();
        for (int part = 2; part < parts && sum <= object.sizeBytes(); part++) {
            OptionalLong size = size(part);
            if (size.isEmpty()) {
                return Optional.empty();
            }
            sizes.add(size.getAsLong());
            sum += size.getAsLong();
        }
        // Some stores answer about every part with the whole object.
        return sum <= object.sizeBytes() ? Optional.of(PartSizes.of(sizes)) : Optional.empty();
    }

    private OptionalLong size(int part) throws IOException {
        while (true) {
            try {
                return dataset.partSize(object, part);
            } catch (InterruptedException e) {
                throw Attempts.interrupted(object.path(), e);
            } catch (IOException e) {
                attempts.failed(0, e);
            }
        }
    }
}
