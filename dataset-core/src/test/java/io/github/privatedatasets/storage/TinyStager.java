// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.spi.WrittenEntry;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Stages one small dataset in shared storage, as the real stager does; also as a program, so that it can be raced and killed.
 *
 * <p>Arguments {@code key=value}: {@code root}, {@code source}, {@code etag}, {@code downloads} (a directory that gets a file for
 * each download), {@code timeout} in ms; {@code stopAt} a step at which it says so and stays, {@code pauseAt} one at which it goes on
 * when it is told; {@code start=told} waits for a line
 * on stdin; {@code locks=none}; {@code host} a host's name, to be taken for another host; {@code tell=lease} adds
 * whether it is leased; {@code do=delete}, {@code collect} or {@code adopt} instead of staging; {@code meet} so many downloads before anybody publishes.
 */
public final class TinyStager {
    static final TeamHandle TEAM = TeamHandle.of("team-vision");
    private static final int FILES = 5;

    private final SharedStorage storage;
    private final Path downloads;
    private final int meet;

    TinyStager(SharedStorage storage, Path downloads, int meet) {
        this.storage = storage;
        this.downloads = downloads;
        this.meet = meet;
    }

    public static void main(String[] args) throws Exception {
        System.out.println(run(args));
    }

    /** Runs with these arguments, and returns a line that says how it went; called by name from another class loader too. */
    static String run(String... args) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (String arg : args) {
            options.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
        }
        SharedOptions shared = SharedOptions.defaults()
                .withLockTimeout(Duration.ofMillis(Long.parseLong(options.getOrDefault("timeout", "60000"))))
                .withWatcher(step -> {
                    stayAt(step, options.getOrDefault("stopAt", ""));
                    pauseAt(step, options.getOrDefault("pauseAt", ""));
                });
        if (options.getOrDefault("locks", "").equals("none")) {
            shared = shared.withoutLocking();
        }
        if (options.containsKey("host")) {
            String host = options.get("host");
            shared = shared.withSelf(
                    new ProcessIdentity(host, host, ProcessHandle.current().pid(), "1"));
        }
        if (options.getOrDefault("start", "").equals("told")) {
            System.out.println("ready");
            if (System.in.read() < 0) {
                return "nobody told to start";
            }
        }
        if (options.containsKey("do")) {
            TeamDatasets datasets =
                    SharedStorage.of(Path.of(options.get("root")), shared).forTeam(TEAM);
            return switch (options.get("do")) {
                case "delete" -> "deleted " + datasets.delete("mnist");
                case "adopt" -> "adopted " + datasets.adopt("mnist");
                default ->
                    "collected " + datasets.collect(CollectPolicy.leftovers().olderThan(Duration.ofDays(1)));
            };
        }
        TinyStager stager = new TinyStager(
                SharedStorage.of(Path.of(options.get("root")), shared),
                Path.of(options.get("downloads")),
                Integer.parseInt(options.getOrDefault("meet", "1")));
        try (HeldDataset held =
                stager.stage(options.getOrDefault("source", "s3://bucket/mnist.zip"), options.get("etag"))) {
            String told = "";
            if (options.getOrDefault("tell", "").equals("lease")) {
                told = held.isLeased() ? "leased " : "unleased ";
            }
            return "staged " + told + held.path() + " " + content(held.path());
        } catch (DatasetException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    /** Stages this revision: recall, claim, recall, begin, fill, publish. */
    HeldDataset stage(String source, String etag) throws DatasetException, InterruptedException, IOException {
        DatasetTarget target = target(source);
        DatasetRecord wanted = record(target, etag);
        List<StoredDataset> standing = storage.recall(target);
        Optional<StoredDataset> match =
                standing.stream().filter(seen -> seen.record().isSameAs(wanted)).findFirst();
        Optional<Slot> free = match.isPresent() && match.get().isBeside() ? storage.tryClaim(target) : Optional.empty();
        Optional<HeldDataset> held = free.isPresent() ? Optional.empty() : hold(standing, wanted);
        if (held.isPresent()) {
            return held.get();
        }
        try (Slot slot = free.isPresent() ? free.get() : storage.claim(target, (holder, waited) -> {})) {
            held = hold(slot.recall(), wanted);
            while (held.isEmpty()) {
                download(slot, etag);
                held = slot.publish(wanted);
            }
            return held.get();
        }
    }

    private void download(Slot slot, String etag) throws IOException, InterruptedException {
        Files.createTempFile(downloads, "download-", "");
        Path tree = slot.begin();
        Path train = Files.createDirectory(tree.resolve("train"));
        Files.setPosixFilePermissions(train, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (int i = 0; i < FILES; i++) {
            Path file = Files.writeString(tree.resolve("train").resolve(i + ".txt"), etag);
            // As the real one does, whatever the umask.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            slot.fetched(
                    new RemoteObject(
                            "train/" + i + ".txt",
                            etag.length(),
                            new Etag(etag),
                            Optional.empty(),
                            Optional.empty(),
                            Instant.EPOCH),
                    "none offered");
            slot.wrote(new WrittenEntry.File("train/" + i + ".txt", etag.length(), crc32c(etag)));
        }
        while (count(downloads) < meet) {
            Thread.sleep(5); // Until the others have downloaded too, so that all publish at once.
        }
    }

    private static int crc32c(String content) {
        CRC32C digest = new CRC32C();
        digest.update(content.getBytes(StandardCharsets.UTF_8));
        return (int) digest.getValue();
    }

    private static Optional<HeldDataset> hold(List<StoredDataset> found, DatasetRecord wanted) throws DatasetException {
        for (StoredDataset dataset : found) {
            if (dataset.record().isSameAs(wanted)) {
                Optional<HeldDataset> held = dataset.hold();
                if (held.isPresent()) {
                    return held;
                }
            }
        }
        return Optional.empty();
    }

    private static void stayAt(Step step, String stopAt) {
        if (!step.name().equals(stopAt)) {
            return;
        }
        System.out.println("at " + step);
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pauseAt(Step step, String pauseAt) {
        if (!step.name().equals(pauseAt)) {
            return;
        }
        System.out.println("at " + step);
        try {
            if (System.in.read() < 0) {
                throw new IllegalStateException("nobody told to go on");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DatasetTarget target(String source) {
        return target(source, "mnist");
    }

    static DatasetTarget target(String source, String name) {
        DatasetOrigin origin =
                new DatasetOrigin(DatasetUri.parse(source), Optional.empty(), Expansion.AUTO, List.of(), List.of());
        return new DatasetTarget(
                Optional.of(TEAM), DatasetName.of(name), Optional.empty(), origin, Optional.empty(), Optional.empty());
    }

    static DatasetRecord record(DatasetTarget target, String etag) {
        return new DatasetRecord(
                target.origin(),
                Revision.ofObject(new Etag(etag), Optional.empty()),
                (long) FILES * etag.length(),
                FILES,
                "none offered");
    }

    static int count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return (int) entries.count();
        }
    }

    /** Returns every file below the tree with its content, on one line. */
    static String content(Path tree) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(tree.relativize(file).toString(), Files.readString(file));
            }
        }
        return content.toString();
    }

    /** Returns what {@link #content} is for a whole tree of this revision. */
    static String wholeTree(String etag) {
        Map<String, String> content = new TreeMap<>();
        for (int i = 0; i < FILES; i++) {
            content.put("train/" + i + ".txt", etag);
        }
        return content.toString();
    }
}
