package io.github.privatedatasets.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells whether an attempt's owner is dead, by its heartbeat. Thread-safe.
 *
 * <p>On this host the process is looked for. Of another host only this observer's own monotonic clock counts: the file must have
 * stayed the same for a while. Clocks of two hosts are never compared, and a lock held proves nothing about the other.
 */
final class Liveness {
    private final ProcessIdentity self;
    private final Duration missedAfter;
    private final LongSupplier nanoTime;
    private final Map<Path, Observation> observations = new ConcurrentHashMap<>();

    Liveness(ProcessIdentity self, Duration missedAfter, LongSupplier nanoTime) {
        this.self = self;
        this.missedAfter = missedAfter;
        this.nanoTime = nanoTime;
    }

    /** Tells whether the owner of this heartbeat file, which may be missing, is dead for certain. */
    boolean isDead(Path heartbeat) {
        String content = contentOf(heartbeat);
        Optional<LifeSign> sign = LifeSign.parse(content);
        if (sign.isPresent()) {
            ProcessIdentity.Sight sight = sign.get().owner().seenFrom(self);
            if (sight != ProcessIdentity.Sight.UNKNOWN) {
                return sight == ProcessIdentity.Sight.GONE;
            }
        }
        long now = nanoTime.getAsLong();
        Observation observation = observations.compute(
                heartbeat,
                (file, last) -> last != null && last.content.equals(content) ? last : new Observation(content, now));
        return now - observation.sinceNanos > missedAfter.toNanos();
    }

    /** Returns what changes while the owner lives: the text, or the file's time where another uid's may not be read. */
    private static String contentOf(Path heartbeat) {
        try {
            return SmallFiles.read(heartbeat);
        } catch (IOException unreadable) {
            try {
                return Files.getLastModifiedTime(heartbeat).toString();
            } catch (IOException missing) {
                return "";
            }
        }
    }

    /** Forgets a heartbeat that is gone. */
    void forget(Path heartbeat) {
        observations.remove(heartbeat);
    }

    private record Observation(String content, long sinceNanos) {}
}
