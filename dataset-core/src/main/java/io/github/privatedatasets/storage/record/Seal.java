// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * The modification time of a tree's root, chosen by its attempt: it ties a tree to its record.
 *
 * <p>A rename and {@code rsync -a} keep it; any change of the root by a hand breaks it.
 *
 * @param seconds since 1970
 * @param nanos of the second, as the file system keeps them
 */
public record Seal(long seconds, int nanos) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Seal of(FileTime time) {
        Instant instant = time.toInstant();
        return new Seal(instant.getEpochSecond(), instant.getNano());
    }

    /** Reads what {@link #toString} wrote. */
    public static Seal parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || text.length() != dot + 10) {
            throw new IllegalArgumentException("no seal: " + text);
        }
        return new Seal(Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    /** Sets a seal of its own on the tree, and returns it as the file system keeps it. Nothing may change the root afterwards. */
    public static Seal setOn(Path tree) throws IOException {
        // At least a millisecond, so that a zero read back means that the file system keeps no parts of a second.
        int nanos = (1 + RANDOM.nextInt(999)) * 1_000_000 + RANDOM.nextInt(1_000_000);
        Seal kept = set(tree, Instant.ofEpochSecond(Instant.now().getEpochSecond(), nanos));
        if (kept.nanos != 0) {
            return kept;
        }
        // Two attempts within a second would be equal, so here the whole time is random, somewhere in the last 20
        // years.
        long past = 1 + (long) (RANDOM.nextDouble() * Duration.ofDays(20 * 365).toSeconds());
        return set(tree, Instant.ofEpochSecond(Instant.now().getEpochSecond() - past));
    }

    private static Seal set(Path tree, Instant time) throws IOException {
        Files.setLastModifiedTime(tree, FileTime.from(time));
        return of(Files.getLastModifiedTime(tree, LinkOption.NOFOLLOW_LINKS));
    }

    /** Tells the same as {@code equals}, which a record generates at its first use: that takes longer than looking at a hundred trees. */
    public boolean isSameAs(Seal other) {
        return seconds == other.seconds && nanos == other.nanos;
    }

    /** Returns seconds, a dot and nine digits. */
    @Override
    public String toString() {
        // Not by a format, which loads the locale's numbers first.
        return seconds + "." + Integer.toString(1_000_000_000 + nanos).substring(1);
    }
}
