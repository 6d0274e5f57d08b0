// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.layout;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes our own directories and files in a team's storage with the mode and group of the team's own directory, whatever the
 * umask, so that another uid of the team can stage too.
 */
public final class TeamModes {
    private static final Logger LOG = LoggerFactory.getLogger(TeamModes.class);
    // Read, write, search for all three, and setgid, which hands the group on. Sticky would keep others from clearing
    // up.
    private static final int DIRECTORY_BITS = 02777;
    private static final int FILE_BITS = 0666;

    private TeamModes() {}

    /** Makes {@code data/} and all of ours in it, as far as they are missing; a missing team directory is made as the umask says. */
    public static void makeDirectories(SharedLayout layout) throws IOException {
        if (!Files.isDirectory(layout.team())) { // JDK 17 refuses to "create" a link to a directory.
            Files.createDirectories(layout.team());
        }
        for (Path directory : List.of(
                layout.data(),
                layout.ours(),
                layout.locks(),
                layout.staging(),
                layout.records(),
                layout.revisions(),
                layout.leases(),
                layout.retire(),
                layout.aside(),
                layout.trash())) {
            makeDirectory(layout, directory);
        }
    }

    /** Makes one directory in the team's storage, unless it is there. */
    public static void makeDirectory(SharedLayout layout, Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(directory)) {
                return; // Another made it just now.
            }
            throw e;
        }
        adopt(layout, directory, DIRECTORY_BITS);
    }

    /** Makes one empty file in the team's storage, unless it is there. */
    public static void makeFile(SharedLayout layout, Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        adoptFile(layout, file);
    }

    /** Gives a file that was just made in the team's storage the team's mode and group. */
    public static void adoptFile(SharedLayout layout, Path file) {
        adopt(layout, file, FILE_BITS);
    }

    private static void adopt(SharedLayout layout, Path made, int bits) {
        // Each for itself: who is not of the team's group can still let others in.
        attempt(made, () -> {
            GroupPrincipal group = Files.readAttributes(layout.team(), PosixFileAttributes.class)
                    .group();
            if (!group.equals(
                    Files.readAttributes(made, PosixFileAttributes.class).group())) {
                Files.setAttribute(made, "posix:group", group);
            }
        });
        attempt(made, () -> {
            // The "unix" view, since PosixFilePermission knows no setgid and setting permissions would drop it.
            int mode = (Integer) Files.getAttribute(layout.team(), "unix:mode");
            Files.setAttribute(made, "unix:mode", mode & bits);
        });
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void attempt(Path made, Change change) {
        try {
            change.make();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            LOG.debug("{} has no mode or group of the Unix kind", made);
        } catch (FileSystemException e) {
            LOG.debug("{} keeps the mode or group it was made with: {}", made, e.getMessage());
        } catch (IOException e) {
            LOG.debug("{} keeps the mode or group it was made with", made, e);
        }
    }
}
