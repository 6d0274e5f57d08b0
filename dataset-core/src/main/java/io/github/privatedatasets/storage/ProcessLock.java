package io.github.privatedatasets.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
final class ProcessLock implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);
    /** Channels that must stay open, because closing them would drop a lock of somebody in this JVM. */
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final Path realPath;
    private @Nullable FileChannel channel;

    /** Starts with an existing lock file, by its real path. */
    ProcessLock(Path realPath) {
        this.realPath = realPath;
    }

    /** Takes the lock unless another thread or process has it, without waiting. May be tried again. */
    boolean tryTake() throws IOException {
        if (channel == null) {
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
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return false;
            }
            NEVER_CLOSED.remove(channel);
            return true;
        } catch (OverlappingFileLockException e) {
            // Somebody replaced the system properties while another class loader held the lock.
            if (!NEVER_CLOSED.contains(channel)) {
                NEVER_CLOSED.add(channel);
            }
            return false;
        } catch (IOException e) {
            // No locks on this file system. They only save work, so that is no reason to stop.
            LOG.warn(
                    "{} cannot be locked ({}): stagers in other processes may download the same twice",
                    realPath,
                    e.getMessage());
            return true;
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
}
