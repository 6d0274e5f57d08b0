// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells whether the owner of an attempt, a lease or a right is dead, by its heartbeat. Thread-safe.
 *
 * <p>On this host the process is looked for. Of another host only this observer's own monotonic clock counts: the file must have
 * stayed the same for a while. Clocks of two hosts are never compared, and a lock held proves nothing about the other.
 */
public final class Liveness {
    /** A heartbeat nobody asked for in so long is forgotten; far longer than what is missed, for those who ask seldom. */
    private static final long FORGOTTEN_AFTER_NANOS = Duration.ofDays(1).toNanos();

    private static final int FEW = 100;
    /** How old the file of an owner is who is given up, by the clock of the file server that wrote both times. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final ProcessIdentity self;
    private final Duration missedAfter;
    private final LongSupplier nanoTime;
    private final Map<Path, Observation> observations = new ConcurrentHashMap<>();

    public Liveness(ProcessIdentity self, Duration missedAfter, LongSupplier nanoTime) {
        this.self = self;
        this.missedAfter = missedAfter;
        this.nanoTime = nanoTime;
    }

    /** Tells whether the owner of this heartbeat file, which may be missing, is dead for certain. */
    public boolean isDead(Path heartbeat) {
        String content = contentOf(heartbeat);
        if (content.startsWith(LifeSign.ENDED)) {
            return true;
        }
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
                (file, last) -> last != null && last.content.equals(content)
                        ? new Observation(content, last.sinceNanos, now)
                        : new Observation(content, now, now));
        if (observations.size() > FEW) {
            observations.values().removeIf(seen -> now - seen.askedNanos > FORGOTTEN_AFTER_NANOS);
        }
        return now - observation.sinceNanos > missedAfter.toNanos();
    }

    /**
     * Tells whether the owner is dead, or has not beaten for a day by the clock that also gave {@code now}. For collectors, which may not
     * live long enough to miss a heartbeat.
     */
    public boolean isAbandoned(Path heartbeat, Instant now) {
        return isDead(heartbeat) || (isOld(heartbeat, now) && !isSeenAlive(heartbeat));
    }

    /** Tells whether a heartbeat, or what stands in for it, has not changed for a day by the clock that also gave {@code now}. */
    public static boolean isOld(Path sign, Instant now) {
        try {
            Instant changed =
                    Files.getLastModifiedTime(sign, LinkOption.NOFOLLOW_LINKS).toInstant();
            return Duration.between(changed, now).compareTo(ABANDONED_AFTER) > 0;
        } catch (IOException e) {
            return false; // Missing: when it went is not known.
        }
    }

    private boolean isSeenAlive(Path heartbeat) {
        return LifeSign.parse(contentOf(heartbeat))
                .filter(sign -> sign.owner().seenFrom(self) == ProcessIdentity.Sight.LIVES)
                .isPresent();
    }

    /** Returns what changes while the owner lives: the text, or the file's time where another uid's may not be read. */
    private static String contentOf(Path heartbeat) {
        try {
            return LifeSign.textOf(heartbeat);
        } catch (IOException unreadable) {
            try {
                return Files.getLastModifiedTime(heartbeat, LinkOption.NOFOLLOW_LINKS)
                        .toString();
            } catch (IOException missing) {
                return "";
            }
        }
    }

    /** Forgets a heartbeat that is gone. */
    public void forget(Path heartbeat) {
        observations.remove(heartbeat);
    }

    private record Observation(String content, long sinceNanos, long askedNanos) {}
}
