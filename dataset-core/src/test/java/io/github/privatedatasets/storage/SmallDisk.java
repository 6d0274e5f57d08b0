// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A disk of its own of half a megabyte and few files, where the tests may mount one, as root may on Linux. */
final class SmallDisk implements Closeable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one under a new directory; null where that is not allowed. */
    static @Nullable SmallDisk mount(Path directory) throws IOException, InterruptedException {
        Files.createDirectory(directory);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=512k,nr_inodes=400", "tmpfs", directory.toString());
        return mounted ? new SmallDisk(directory) : null;
    }

    /** Makes it read-only, or writable again. */
    void setReadOnly(boolean readOnly) throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), path.toString())) {
            throw new IOException("cannot remount " + path);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", path.toString())) {
                throw new IOException("cannot unmount " + path);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // No such program here.
        }
    }
}
