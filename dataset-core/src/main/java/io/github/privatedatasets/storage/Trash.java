package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.expand.TreeDeleter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Garbage for certain. Whatever is to be deleted goes here by one rename first, so that nobody can take the rest of it for a tree. */
final class Trash {
    private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

    private final Path directory;

    Trash(Path directory) {
        this.directory = directory;
    }

    /** Moves a tree in and deletes it; returns whether it was there to be moved. */
    boolean discard(Path tree, Runnable moved) throws IOException {
        Path garbage = directory.resolve(RandomName.next());
        try {
            Files.move(tree, garbage, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return false;
        }
        moved.run();
        deleteOrLeave(garbage);
        return true;
    }

    /** Deletes what lies in it, as far as this user may. */
    void empty() throws IOException {
        for (String garbage : DirectoryNames.of(directory)) {
            deleteOrLeave(directory.resolve(garbage));
        }
    }

    private static void deleteOrLeave(Path garbage) {
        try {
            TreeDeleter.delete(garbage);
        } catch (IOException e) {
            LOG.debug("{} is left for the next to delete", garbage, e); // Another uid's, or still open on NFS.
        }
    }
}
