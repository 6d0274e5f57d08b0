// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock file, opened at most once in this JVM. Not thread-safe.
 *
 * <p>It is a turn in two queues: first for being the one in this JVM who has the file open, then for the lock that other processes
 * see.
 */
public final class ProcessLock implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);
    /** Channels that must stay open, because closing them would drop a lock of somebody in this JVM. */
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final Path realPath;
    private @Nullable FileChannel channel;

    /** Starts with an existing lock file, by its real path. */
    public ProcessLock(Path realPath) {
        this.realPath = realPath;
    }

    /**
     * Takes the turn in this JVM, without waiting, and opens the file; true also when it is taken already.
     *
     * @throws IOException if the file cannot be opened
     */
    public boolean takeTurn() throws IOException {
        if (channel != null) {
            return true;
        }
        if (!JvmClaims.take(realPath)) {
            return false;
        }
        try {
            // One channel per lock file: closing any other drops the lock (FileLock Javadoc).
            channel = FileChannel.open(realPath, StandardOpenOption.WRITE);
        } finally {
            if (channel == null) {
                JvmClaims.release(realPath);
            }
        }
        return true;
    }

    /**
     * Takes the lock unless another process has it, without waiting. Only in one's turn; may be tried again.
     *
     * @throws IOException if the file system has no locks
     */
    public boolean tryLock() throws IOException {
        FileChannel mine = Objects.requireNonNull(channel, "not in turn");
        try {
            if (mine.tryLock() == null) {
                return false;
            }
            NEVER_CLOSED.remove(mine);
            return true;
        } catch (OverlappingFileLockException e) {
            // Somebody replaced the system properties while another class loader held the lock.
            if (!NEVER_CLOSED.contains(mine)) {
                NEVER_CLOSED.add(mine);
            }
            return false;
        }
    }

    /** Gives the lock up, and the turn in this JVM. The file stays: deleted, it would give the lock to two. */
    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        if (!NEVER_CLOSED.contains(channel)) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing {} failed", realPath, e);
            }
        }
        channel = null;
        JvmClaims.release(realPath);
    }

    @Override
    public String toString() {
        return realPath.toString();
    }
}
