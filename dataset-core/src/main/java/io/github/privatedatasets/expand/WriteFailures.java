// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.StorageFailureException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Says what a failure to write means, and what to do about it. */
final class WriteFailures {
    private static final Map<String, String> REMEDIES = Map.of(
            "No space left on device", "free room (or inodes) there",
            "Disk quota exceeded", "raise the quota, or free room there",
            "Read-only file system", "mount it for writing",
            "File too large", "use a file system, or a limit (ulimit -f), that takes files of this size",
            "Too many open files", "raise the limit of open files (ulimit -n)",
            "Permission denied", "let this user write there",
            "Operation not permitted", "let this user write there",
            "Input/output error", "check the disk or file server");

    // What a file system says to a name it does not take: eCryptfs takes 143 bytes, vfat no colon, APFS no invalid
    // UTF-8.
    private static final List<String> NAME_NOT_TAKEN = List.of(
            "File name too long", "Invalid argument", "Illegal byte sequence", "Invalid or incomplete multibyte");

    private final Path storage;

    /** Reports failures as those of the directory that holds {@code root}, since the root itself will be gone. */
    WriteFailures(Path root) {
        Path parent = root.getParent();
        storage = parent == null ? root : parent;
    }

    /** Returns the error for what went wrong while {@code path} was written. */
    IOException writing(String path, IOException cause) {
        if (cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while writing " + path);
            interrupted.initCause(cause);
            return interrupted;
        }
        return failure("cannot write " + (path.isEmpty() ? "the tree" : Offenders.shown(path)), cause);
    }

    /** Returns the error for this failure, with what to do. */
    StorageFailureException failure(String what, IOException cause) {
        String reason = reason(cause);
        String remedy = REMEDIES.entrySet().stream()
                .filter(e -> reason.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("see to the storage");
        return new StorageFailureException(storage, what + ": " + reason + "; " + remedy + ", then stage again", cause);
    }

    /** Tells whether the file system did not take the name itself: the entry's fault, not the storage's. */
    static boolean isNameNotTaken(FileSystemException failure) {
        String reason = reason(failure);
        return NAME_NOT_TAKEN.stream().anyMatch(reason::contains);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        String message = String.valueOf(cause.getMessage());
        // What the system said of a write comes bare; anything else is no use without its type.
        return REMEDIES.keySet().stream().anyMatch(message::contains) ? message : cause.toString();
    }
}
