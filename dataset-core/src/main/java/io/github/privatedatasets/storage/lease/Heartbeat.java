// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows others that the owner of a file lives, and how far it is, by changing the file every few seconds. Thread-safe. */
public final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final SharedLayout layout;
    private final Path file;
    private final BooleanSupplier isNeeded;
    /** Held while the file is written, so that nothing is written after the end. */
    private final Object writing = new Object();

    private volatile LifeSign latest;
    private volatile @Nullable ScheduledFuture<?> beats;
    private boolean ended; // guarded by writing

    private Heartbeat(SharedLayout layout, Path file, LifeSign first, BooleanSupplier isNeeded) {
        this.layout = layout;
        this.file = file;
        this.isNeeded = isNeeded;
        this.latest = first;
    }

    /**
     * Makes the file, and keeps it changing until the end; leaves none where it cannot be written.
     *
     * @param isNeeded asked where a hand has removed the file, or put something in its place: whether there still is what the file speaks for, so
     *     that it is made again
     */
    public static Heartbeat start(
            SharedLayout layout, Path file, ProcessIdentity owner, String target, Pulse pulse, BooleanSupplier isNeeded)
            throws IOException {
        Heartbeat heartbeat = new Heartbeat(layout, file, new LifeSign(owner, target, 0, -1, 0), isNeeded);
        try {
            SmallFiles.write(file, heartbeat.latest.toText());
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        TeamModes.adoptFile(layout, file);
        heartbeat.beats = pulse.beat(heartbeat::beat);
        return heartbeat;
    }

    /**
     * Makes a file that must not be there, with its first beat in it at once: whoever dies over an empty one would be missed for minutes.
     *
     * @param unfinished where it may be written first
     */
    public static Heartbeat startNew(
            SharedLayout layout, Path file, Path unfinished, ProcessIdentity owner, String target, Pulse pulse)
            throws IOException {
        // Never made again: whoever removed it has taken its owner for dead, and acts on that.
        Heartbeat heartbeat = new Heartbeat(layout, file, new LifeSign(owner, target, 0, -1, 0), () -> false);
        try {
            SmallFiles.write(unfinished, heartbeat.latest.toText());
            TeamModes.adoptFile(layout, unfinished);
            link(file, unfinished, heartbeat.latest);
            TeamModes.adoptFile(layout, file);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        heartbeat.beats = pulse.beat(heartbeat::beat);
        return heartbeat;
    }

    private static void link(Path file, Path unfinished, LifeSign first) throws IOException {
        try {
            Files.createLink(file, unfinished);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.createFile(file); // No hard links here, as on CIFS.
            SmallFiles.write(file, first.toText());
        }
    }

    Path file() {
        return file;
    }

    public synchronized void progressed(long doneBytes, long totalBytes) {
        LifeSign last = latest;
        latest = new LifeSign(last.owner(), last.target(), doneBytes, totalBytes, last.beat());
    }

    /** Ends the beats and removes the file; the attempt has nothing in staging any more. */
    public void end() throws IOException {
        stop();
        Files.deleteIfExists(file);
    }

    /** Ends the beats, and leaves the file with word that its owner is done, for others to find it dead at once. */
    public void leaveEnded() {
        stop();
        try {
            synchronized (writing) {
                if (isThere()) {
                    SmallFiles.write(file, LifeSign.ENDED + latest.toText());
                } else if (isNeeded.getAsBoolean()) {
                    makeAgain(LifeSign.ENDED);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} is found dead once this process has ended", file, e);
        }
    }

    /** Ends the beats and leaves the file: others find the attempt dead once this process has ended. */
    public void stop() {
        synchronized (writing) {
            ended = true;
        }
        ScheduledFuture<?> running = beats;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void beat() {
        synchronized (this) {
            LifeSign last = latest;
            latest = new LifeSign(last.owner(), last.target(), last.doneBytes(), last.totalBytes(), last.beat() + 1);
        }
        try {
            synchronized (writing) {
                if (ended) {
                    return;
                }
                if (isThere()) {
                    overwrite();
                } else if (isNeeded.getAsBoolean()) {
                    makeAgain("");
                } else {
                    LOG.debug("{} is gone: its owner was taken for dead", file);
                    stop();
                }
            }
        } catch (IOException e) {
            LOG.debug("{} was not written, the next beat will try again", file, e);
        } catch (RuntimeException | Error e) {
            // Thrown on, it would silently be the last beat, and others would take this process for dead.
            LOG.warn("{} was not written, the next beat will try again", file, e);
        }
    }

    /** Fails where that cannot be told: a file server that is away for a moment has removed nothing. */
    private boolean isThere() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void makeAgain(String mark) throws IOException {
        Files.deleteIfExists(file); // A link would be followed.
        SmallFiles.write(file, mark + latest.toText());
        TeamModes.adoptFile(layout, file);
    }

    /** Writes in place, and only to a file that is there. */
    private void overwrite() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.write(ByteBuffer.wrap(latest.toText().getBytes(StandardCharsets.US_ASCII)), 0);
        }
    }
}
