// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.io.IOException;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The mode of a tree's files of one kind, which they are made with.
 *
 * <p>The umask, or an access control list that the tree inherits, may take bits away, and does so for all files alike. So the first one shows
 * whether they have to be given their mode again: that is three system calls for each. Thread-safe.
 */
final class FileModes {
    private final Set<PosixFilePermission> permissions;
    private final FileAttribute<?>[] whenCreated;
    private volatile boolean looked;
    private volatile boolean kept;

    /** Takes the mode as {@code rwxrwxrwx}; files are made with it only where modes are {@code known}. */
    FileModes(String mode, boolean known) {
        permissions = PosixFilePermissions.fromString(mode);
        whenCreated = known
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** Returns what to make a file with. */
    FileAttribute<?>[] whenCreated() {
        return whenCreated;
    }

    /** Gives its mode to a file that was just made with {@link #whenCreated}, if it has not got it. */
    void complete(PosixFileAttributeView file) throws IOException {
        if (!looked) {
            kept = file.readAttributes().permissions().equals(permissions);
            looked = true;
        }
        if (!kept) {
            file.setPermissions(permissions);
        }
    }
}
