// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.OneLine;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a dataset could not be staged. After it, nothing of the failed attempt is published.
 *
 * <p>Sources, extractors and storages throw its leaves; nobody can add one. The message is one line, as {@link OneLine} makes it.
 */
@SuppressWarnings("serial")
public abstract sealed class DatasetException extends IOException
        permits CorruptArchiveException,
                DatasetAccessDeniedException,
                DatasetChangedException,
                DatasetInUseException,
                DatasetNotFoundException,
                EtagMismatchException,
                IntegrityException,
                NameConflictException,
                PinMismatchException,
                RevisionChangedException,
                SourceUnavailableException,
                StorageBusyException,
                StorageFailureException,
                TooManyEntriesException,
                TransferFailedException,
                UnsafeArchiveException,
                UnsafeKeysException,
                UnsupportedDatasetException,
                VersionNotFoundException,
                VolumeFullException {
    private final boolean retryable;
    private @Nullable DatasetName dataset;

    DatasetException(String message, boolean retryable, @Nullable Throwable cause) {
        super(OneLine.of(message), cause);
        this.retryable = retryable;
    }

    /**
     * Returns what was expected and what was found, where, and what to do next, in one line; never null, and never with a secret in it. It begins with
     * the {@linkplain #dataset dataset}'s name, where that is known.
     */
    @Override
    public String getMessage() {
        String message = Objects.requireNonNull(super.getMessage());
        return dataset == null ? message : OneLine.of(dataset.value()) + ": " + message;
    }

    /**
     * Returns the name of the dataset that failed, which no other of its job has; empty where no stager threw this, but what looks after shared
     * datasets, or a source that was asked directly.
     */
    public Optional<DatasetName> dataset() {
        return Optional.ofNullable(dataset);
    }

    /** Notes which dataset failed, unless that is noted, and returns this. It is for who stages. */
    public DatasetException ofDataset(DatasetName name) {
        if (dataset == null) {
            dataset = name;
        }
        return this;
    }

    /** Tells whether the same request may succeed later without anybody changing spec, store or storage. */
    public boolean isRetryable() {
        return retryable;
    }
}
