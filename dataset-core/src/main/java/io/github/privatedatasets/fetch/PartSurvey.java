// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks the store about an object's parts one by one, several at a time.
 *
 * <p>Its reader needs nobody: what no other thread has begun to ask by the time it gets there, it asks itself, and what failed for another it
 * asks again by its own tries. It waits only for answers that are on their way.
 */
final class PartSurvey {
    private final RemoteDataset dataset;
    private final RemoteObject object;
    // From the first part to the last but one, which leaves the last.
    private final long[] sizes;
    private final Deque<Integer> givenBack = new ArrayDeque<>();
    private int begun = 1;
    private int answered;
    private long sum;
    private boolean possible = true;
    private boolean ended;

    /** Begins with what is known of the first part. */
    PartSurvey(RemoteDataset dataset, RemoteObject object, int parts, long first) {
        this.dataset = dataset;
        this.object = object;
        this.sizes = new long[parts - 1];
        answered(1, OptionalLong.of(first));
    }

    /** Returns the lengths, with the help of up to so many other threads; empty where the store does not tell, or tells what cannot be. */
    Optional<PartSizes> run(TaskGroup helpers, int mostHelpers, Attempts attempts) throws IOException {
        int called = Math.min(mostHelpers, sizes.length - 2);
        while (called > 0 && helpers.offer(this::help)) {
            called--;
        }
        try {
            for (int next = claimOrWait(); next > 0; next = claimOrWait()) {
                int part = next;
                answered(part, attempts.until(() -> dataset.partSize(object, part)));
            }
        } catch (InterruptedException e) {
            throw Attempts.interrupted(object.path(), e);
        } finally {
            end();
        }
        return sizes();
    }

    private void help() throws InterruptedException {
        for (int part = claim(); part > 0; part = claim()) {
            boolean asked = false;
            try {
                answered(part, dataset.partSize(object, part));
                asked = true;
            } catch (IOException e) {
                return; // what it means is the reader's to find out
            } finally {
                if (!asked) {
                    giveBack(part);
                }
            }
        }
    }

    /** Returns a part to ask about, or 0 where there is none now. */
    private synchronized int claim() {
        if (ended) {
            return 0;
        }
        if (!givenBack.isEmpty()) {
            return givenBack.remove();
        }
        return begun < sizes.length ? ++begun : 0;
    }

    /** Returns a part to ask about, or 0 once there is none left. */
    private synchronized int claimOrWait() throws InterruptedException {
        int part = claim();
        while (part == 0 && !ended && answered < sizes.length) {
            wait();
            part = claim();
        }
        return part;
    }

    private synchronized void answered(int part, OptionalLong size) {
        long remaining = object.sizeBytes() - sum;
        answered++;
        // Some stores answer about every part with the whole object.
        if (size.isEmpty() || size.getAsLong() < 0 || size.getAsLong() > remaining) {
            possible = false;
            ended = true;
        } else {
            sizes[part - 1] = size.getAsLong();
            sum += size.getAsLong();
        }
        notifyAll();
    }

    private synchronized void giveBack(int part) {
        givenBack.add(part);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
    }

    private synchronized Optional<PartSizes> sizes() {
        return possible ? Optional.of(PartSizes.of(sizes)) : Optional.empty();
    }
}
