// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.fetch.ReadAhead;
import io.github.privatedatasets.fetch.RetryPolicy;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetSpec;
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
 * @param maxSize what a dataset may take, whatever its spec says
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
        TreeLimits treeLimits,
        Optional<ByteSize> maxSize) {
    DatasetStorage storageFor(VolumeRequest volume) throws UnsupportedDatasetException {
        return (volume.isEphemeral() ? ephemeral : shared)
                .orElseThrow(() -> new UnsupportedDatasetException("this stager has no storage for volumes of kind "
                        + volume.kind() + ": ask for another volumeOptions.kind, or give the stager one"));
    }

    /** Returns the volume that a spec asks for, no larger than a dataset may be here. */
    VolumeRequest volumeFor(DatasetSpec spec) throws UnsupportedDatasetException {
        VolumeRequest asked = spec.volume();
        if (maxSize.isEmpty()) {
            return asked;
        }
        ByteSize most = maxSize.get();
        boolean isMore =
                asked.limit().filter(limit -> limit.compareTo(most) > 0).isPresent();
        // The default is what nobody may have asked for.
        if (isMore && !asked.equals(VolumeRequest.ephemeral())) {
            throw new UnsupportedDatasetException(spec.uri() + " asks for a volumeOptions.size of "
                    + asked.limit().orElseThrow() + ", and this service gives a dataset at most " + most
                    + ": ask for no more than that");
        }
        return isMore || asked.limit().isEmpty() ? new VolumeRequest(asked.kind(), Optional.of(most)) : asked;
    }
}
