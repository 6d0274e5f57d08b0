// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import java.time.Duration;

/**
 * Is told how staging goes, dataset by dataset. Every method does nothing unless overridden.
 *
 * <p>For each dataset: {@code (planned (waiting | progressed | retried | warned | finished)*)? (published | reused | failed)?} Where {@code stage} throws
 * anything but a {@code DatasetException}, as after an interrupt, none of the three ends it.
 *
 * <p><b>Threads.</b> Called one event at a time, in order, by a thread of the stager that holds no lock; progress that comes
 * faster than it is taken is merged. {@code stage} returns after its last event was taken.
 *
 * <p><b>Limits.</b> What a listener throws is logged and dropped. A slow listener delays only {@code stage}'s return. It must not call
 * back into {@code stage}.
 */
public interface StagingListener {
    /** A dataset is going to be staged as the plan says. */
    default void planned(StagingPlan plan) {}

    /** Another stager holds the dataset; told at the start of a wait, then every few seconds. */
    default void waiting(DatasetName name, String holder, Duration waited) {}

    /** Bytes came in; told several times a second at most. */
    default void progressed(DatasetName name, StagingProgress progress) {}

    /** A transfer broke and is tried again after a pause; {@code problem} says what broke and where, {@code attempt} counts from 1. */
    default void retried(DatasetName name, String problem, int attempt, Duration pause) {}

    /** Something is understood but better changed, such as shared storage without an etag, or bytes after an archive's end. */
    default void warned(DatasetName name, String warning) {}

    /** A step is done; resolving is told right after the plan. What a failure ends is not told. */
    default void finished(DatasetName name, StagingStep step, Duration took) {}

    /** A new tree was published. */
    default void published(MaterializedDataset dataset) {}

    /** A tree that stood already is used; nothing was read from the store. */
    default void reused(MaterializedDataset dataset) {}

    /** The dataset could not be staged. */
    default void failed(DatasetSpec spec, DatasetException failure) {}

    /** Returns a listener that tells this one of everything, and then the other. */
    default StagingListener and(StagingListener other) {
        return new BothListeners(this, other);
    }
}
