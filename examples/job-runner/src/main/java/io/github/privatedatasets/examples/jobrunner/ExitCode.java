// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetChangedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetInUseException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.PinMismatchException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.TooManyEntriesException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.util.Map;

/** How a run ended, in the numbers of {@code sysexits.h} where it has one. */
enum ExitCode {
    /** Everything asked for was done. */
    DONE(0, "done"),
    /** The command line or a spec is invalid, or asks for what cannot be served here. */
    USAGE(64, "usage error, or an invalid or unsupported spec"),
    /** The data is not what was asked for, or cannot be staged. */
    WRONG_DATA(65, "wrong data: etag mismatch, corrupt or unsafe archive, unsafe keys, failed integrity check"),
    /** There is no such dataset, version or spec file. */
    NOT_FOUND(66, "bucket, object, folder, version or spec file not found"),
    /** The runner or the library has a defect. */
    BUG(70, "a bug of ours"),
    /** Nothing can be put where it belongs. */
    CANNOT_CREATE(73, "no room, storage failure, name conflict, or a link that points elsewhere"),
    /** The same command may succeed later. */
    RETRY(75, "retryable: storage busy, store unreachable or throttling, object changed meanwhile"),
    /** The store refused the identity that asked. */
    DENIED(77, "access denied"),
    /** The command of {@code run} could not be started; the number is the shell's. */
    CANNOT_RUN(127, "the command of run could not be started"),
    /** The run was interrupted; after a signal the JVM itself ends with 128 + signal. */
    INTERRUPTED(130, "ended by Ctrl-C (143: by SIGTERM)");

    private static final Map<Class<? extends DatasetException>, ExitCode> BY_FAILURE = Map.ofEntries(
            Map.entry(UnsupportedDatasetException.class, USAGE),
            Map.entry(EtagMismatchException.class, WRONG_DATA),
            Map.entry(PinMismatchException.class, WRONG_DATA),
            Map.entry(DatasetChangedException.class, WRONG_DATA),
            Map.entry(CorruptArchiveException.class, WRONG_DATA),
            Map.entry(UnsafeArchiveException.class, WRONG_DATA),
            Map.entry(UnsafeKeysException.class, WRONG_DATA),
            Map.entry(IntegrityException.class, WRONG_DATA),
            Map.entry(DatasetNotFoundException.class, NOT_FOUND),
            Map.entry(VersionNotFoundException.class, NOT_FOUND),
            Map.entry(VolumeFullException.class, CANNOT_CREATE),
            Map.entry(TooManyEntriesException.class, CANNOT_CREATE),
            Map.entry(StorageFailureException.class, CANNOT_CREATE),
            Map.entry(NameConflictException.class, CANNOT_CREATE),
            Map.entry(StorageBusyException.class, RETRY),
            Map.entry(DatasetInUseException.class, RETRY),
            Map.entry(SourceUnavailableException.class, RETRY),
            Map.entry(TransferFailedException.class, RETRY),
            Map.entry(RevisionChangedException.class, RETRY),
            Map.entry(DatasetAccessDeniedException.class, DENIED));

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** Returns the exit code for what a command threw. A failure nobody foresaw is a bug. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof DatasetException) {
            return BY_FAILURE.getOrDefault(failure.getClass(), BUG);
        }
        if (failure instanceof RunnerException e) {
            return e.exitCode();
        }
        if (failure instanceof InvalidSpecException) {
            return USAGE;
        }
        return failure instanceof InterruptedException ? INTERRUPTED : BUG;
    }

    int number() {
        return number;
    }

    /** Returns what the code tells, in the words of the table in {@code docs/errors.md}. */
    String meaning() {
        return meaning;
    }
}
