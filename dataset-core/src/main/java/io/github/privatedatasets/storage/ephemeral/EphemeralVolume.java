// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.ephemeral;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One directory below the scratch directory, and beside it the owner file, locked for as long as the volume is in use. The held
 * lock is what says that the owner lives: it goes with the process, and a pid may be another's by then.
 */
public final class EphemeralVolume {
    private static final Logger LOG = LoggerFactory.getLogger(EphemeralVolume.class);
    private static final String OWNER = ".owner";

    private final Path directory;
    private final Path ownerFile;
    private final ProcessLock owner;

    private EphemeralVolume(Path directory, Path ownerFile, ProcessLock owner) {
        this.directory = directory;
        this.ownerFile = ownerFile;
        this.owner = owner;
    }

    /** Makes a volume below this directory; nobody can guess its name. */
    public static EphemeralVolume create(Path volumes) throws IOException {
        while (true) {
            String id = RandomName.next();
            Path ownerFile = volumes.resolve(id + OWNER);
            ProcessLock owner = new ProcessLock(volumes.toRealPath().resolve(id + OWNER));
            boolean owned = false;
            try {
                Files.createFile(ownerFile);
                // A sweeper may have come between these two lines, and taken the volume for a dead one's.
                owned = owner.takeTurn() && owner.tryLock() && Files.exists(ownerFile);
                if (owned) {
                    Path directory = Files.createDirectory(volumes.resolve(id));
                    return new EphemeralVolume(directory, ownerFile, owner);
                }
            } catch (NoSuchFileException e) {
                if (!Files.isDirectory(volumes)) {
                    throw e;
                }
            } catch (IOException e) {
                owned = false;
                Files.deleteIfExists(ownerFile);
                throw e;
            } finally {
                if (!owned) {
                    owner.close();
                }
            }
        }
    }

    /** Removes the volumes of dead owners below this directory; those of the living, and of other users, stay. */
    public static void sweep(Path volumes) throws IOException {
        for (String id : DirectoryNames.of(volumes, OWNER)) {
            if (!RandomName.isOne(id)) {
                continue; // Not ours.
            }
            Path ownerFile = volumes.resolve(id + OWNER);
            // Asks the table of this JVM first: an owner file of its own must not even be opened.
            ProcessLock owner = new ProcessLock(volumes.toRealPath().resolve(id + OWNER));
            try {
                if (owner.takeTurn() && owner.tryLock()) {
                    new EphemeralVolume(volumes.resolve(id), ownerFile, owner).removeTree();
                }
            } catch (IOException e) {
                LOG.debug("{} was swept by another, or is left to its user", ownerFile, e);
            } finally {
                owner.close();
            }
        }
    }

    Path directory() {
        return directory;
    }

    /** Removes the volume; what cannot be removed is left for the next sweep. */
    public void remove() {
        try {
            removeTree();
        } catch (IOException e) {
            LOG.warn("{} could not be removed, and is left for the next sweep: {}", directory, e.toString());
        } finally {
            owner.close();
        }
    }

    /** The owner file goes last: without it, nobody would find the rest. */
    private void removeTree() throws IOException {
        TreeDeleter.delete(directory);
        Files.deleteIfExists(ownerFile);
    }
}
