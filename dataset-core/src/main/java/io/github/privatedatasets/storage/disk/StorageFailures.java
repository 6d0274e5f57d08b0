// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns what a file system says into an error that a person can act on. */
public final class StorageFailures {
    private StorageFailures() {}

    /** Returns the error for a failure of {@code doing} something below this path; one of ours is returned as it is. */
    public static DatasetException of(Path place, String doing, IOException failure) {
        if (failure instanceof DatasetException known) {
            return known;
        }
        return new StorageFailureException(place, "cannot " + doing + ": " + problem(place, failure), failure);
    }

    private static String problem(Path place, IOException failure) {
        Path existing = nearestExisting(place);
        if (existing != null && !Files.isDirectory(existing)) {
            return existing + " is a file and not a directory: name a directory, or move the file away";
        }
        String said = said(failure);
        // The file store is asked as well: the system's own messages come in the user's language.
        if (said.contains("Read-only file system") || isReadOnly(existing)) {
            return "the file system is read-only: what stands there can be used, but nothing new can be staged";
        }
        if (isNoRoom(place, failure)) {
            return "the file system is full: make room, or use a storage with more (" + said + ")";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission at " + said + ": give this user the right to write there";
        }
        return said;
    }

    /** Tells whether the file system, or somebody's quota of it, is full. */
    public static boolean isNoRoom(Path place, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (said.contains("No space left") || said.contains("quota exceeded")) {
                return true;
            }
        }
        return isFull(nearestExisting(place)); // Asked as well: what the system says comes in the user's language.
    }

    private static String said(IOException failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof FileSystemException known && known.getReason() == null) {
            return message + " (" + known.getClass().getSimpleName().replace("Exception", "") + ")";
        }
        return message;
    }

    private static @Nullable Path nearestExisting(Path place) {
        Path path = place;
        while (path != null && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            path = path.getParent();
        }
        return path;
    }

    private static boolean isReadOnly(@Nullable Path existing) {
        try {
            return existing != null && Files.getFileStore(existing).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFull(@Nullable Path existing) {
        try {
            FileStore store = existing == null ? null : Files.getFileStore(existing);
            return store != null && store.getTotalSpace() > 0 && store.getUsableSpace() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
