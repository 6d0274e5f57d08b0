// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.fetch.ReadAhead;
import io.github.privatedatasets.fetch.RetryPolicy;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.TreeLimits;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What every staging of one stager works with.
 *
 * @param sources where bytes come from
 * @param extractors what expands archives
 * @param shared where shared datasets stand
 * @param ephemeral where ephemeral volumes stand
 * @param pool runs transfers and expansion
 * @param parallelTransfers how many of them at a time, for one dataset
 * @param ahead what reads big objects by several connections
 * @param listenerThreads run listeners
 * @param retries how broken transfers are tried again
 * @param treeLimits what a tree may come to besides its bytes
 */
record StagingServices(
        SourceTable sources,
        ExtractorTable extractors,
        Optional<DatasetStorage> shared,
        Optional<DatasetStorage> ephemeral,
        Executor pool,
        int parallelTransfers,
        ReadAhead ahead,
        Executor listenerThreads,
        RetryPolicy retries,
        TreeLimits treeLimits) {
    DatasetStorage storageFor(VolumeRequest volume) throws UnsupportedDatasetException {
        return (volume.isEphemeral() ? ephemeral : shared)
                .orElseThrow(() -> new UnsupportedDatasetException("this stager has no storage for volumes of kind "
                        + volume.kind() + ": ask for another volumeOptions.kind, or give the stager one"));
    }
}
