// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.record.FlatJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One heartbeat, as it stands in {@code staging/ATTEMPT.alive} of an attempt, in a lease, or in the right to move a tree.
 *
 * @param owner whose it is
 * @param target the directory name it is about
 * @param doneBytes how much is fetched
 * @param totalBytes of how much; -1 where that is not known
 * @param beat counts up, so that the content changes while the owner lives
 */
public record LifeSign(ProcessIdentity owner, String target, long doneBytes, long totalBytes, long beat) {
    // One length for all, so that a beat overwrites the one before in a single write, and nobody reads an empty file.
    private static final int LENGTH = 2048;

    /** What a heartbeat begins with once its owner is done, and leaves the file as a mark. */
    public static final String ENDED = "ended\n";

    /** Reads what {@link #toText} wrote; empty for anything else. */
    static Optional<LifeSign> parse(String text) {
        try {
            FlatJson json = FlatJson.parse((text.startsWith(ENDED) ? text.substring(ENDED.length()) : text).strip());
            ProcessIdentity owner = new ProcessIdentity(
                    json.text("host"), json.text("hostName"), json.number("pid"), json.text("started"));
            return Optional.of(new LifeSign(
                    owner,
                    json.text("target"),
                    json.number("doneBytes"),
                    json.number("totalBytes"),
                    json.number("beat")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads a file of such a sign; empty if it cannot be read. */
    public static Optional<LifeSign> read(Path file) {
        try {
            return parse(textOf(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads a file of such a sign; empty also if its owner is done. */
    static Optional<LifeSign> readUnended(Path file) {
        try {
            String text = textOf(file);
            return text.startsWith(ENDED) ? Optional.empty() : parse(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads what stands in such a file; what a hand has put in its place says nothing, and opening a pipe might take for ever. */
    static String textOf(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
        return SmallFiles.read(file);
    }

    public String toText() {
        String json = new FlatJson()
                .with("host", owner.host())
                .with("hostName", owner.hostName())
                .with("pid", owner.pid())
                .with("started", owner.started())
                .with("target", target)
                .with("doneBytes", doneBytes)
                .with("totalBytes", totalBytes)
                .with("beat", beat)
                .toString();
        return json + " ".repeat(Math.max(0, LENGTH - json.length()));
    }

    /** Says who it is and how far, such as {@code pid 4711 on node-3, 41 %}. */
    String describe() {
        String who = "pid " + owner.pid() + " on " + owner.hostName();
        if (totalBytes > 0) {
            return who + ", " + Math.min(100, (long) (100.0 * doneBytes / totalBytes)) + " %";
        }
        return doneBytes > 0 ? who + ", " + doneBytes + " bytes" : who;
    }
}
