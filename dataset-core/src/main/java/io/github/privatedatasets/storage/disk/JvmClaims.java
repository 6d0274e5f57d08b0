// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import java.nio.file.Path;

/**
 * Files that are in use in this JVM, across all class loaders that may have loaded this library.
 *
 * <p>File locks are held by the whole process, and closing any channel of a file drops them (FileLock Javadoc); so nobody may
 * even open a lock file while another part of the JVM holds it. The one table that all class loaders share is the system
 * properties. It holds texts only: an object in it would break whoever lists or stores the properties.
 */
final class JvmClaims {
    private static final String PREFIX = "io.github.privatedatasets.inUse:";

    private JvmClaims() {}

    /** Takes the file, named by its real path, unless it is taken. */
    static boolean take(Path realPath) {
        return System.getProperties()
                        .putIfAbsent(PREFIX + realPath, Thread.currentThread().getName())
                == null;
    }

    /** Gives back what was taken. */
    static void release(Path realPath) {
        System.getProperties().remove(PREFIX + realPath);
    }
}
