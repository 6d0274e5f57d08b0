// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the commands of a row in turn, A B C A B C, so that what else the machine does meets them all alike. */
final class Race {
    private final Options options;
    private final Bucket bucket;
    private final BucketServer server;
    private final Bed bed;
    private final Stopwatch stopwatch;

    Race(Options options, Bucket bucket, BucketServer server, Bed bed) throws IOException, InterruptedException {
        this.options = options;
        this.bucket = bucket;
        this.server = server;
        this.bed = bed;
        stopwatch = new Stopwatch(options.work());
    }

    boolean measuresUsage() {
        return stopwatch.measuresUsage();
    }

    /**
     * Runs each command once to warm up, reading all it wrote, and then as often as asked for, counting what it wrote.
     *
     * @throws IOException if a command fails, or does not bring what it should
     */
    void run(Row row, Report report) throws IOException, InterruptedException {
        Tree expected = bucket.prepare(row, options.scale());
        List<Command> commands = new ArrayList<>(ours(row, expected));
        Peers peers = Peers.of(row.packaging());
        // Larger rows are for our own growth.
        boolean withPeers = options.peers() && row.factor() == 1;
        if (withPeers) {
            commands.addAll(peers.present(line -> options.durability().equals("full") ? line + "; sync -f $T" : line));
        }
        Map<Command, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round <= options.runs(); round++) {
            for (Command command : commands) {
                Sample sample = runOnce(row, command, expected, round == 0);
                if (round > 0) {
                    samples.computeIfAbsent(command, none -> new ArrayList<>()).add(sample);
                }
            }
        }
        bed.close();
        Path object = bucket.objects().resolve(row.key());
        long packedBytes = Files.isDirectory(object) ? expected.sizeBytes() : Files.size(object);
        report.row(row, expected, packedBytes, samples, withPeers ? peers.missing() : List.of());
    }

    private Sample runOnce(Row row, Command command, Tree expected, boolean readAll)
            throws IOException, InterruptedException {
        Path fresh = bed.make(expected.sizeBytes());
        Path target = Files.createDirectory(fresh.resolve("out"));
        Sample sample = stopwatch.run(command.line().apply(target), environment(row, fresh, target));
        Path root = command.treeIn().apply(target);
        Tree tree = readAll ? Tree.read(root) : Tree.counted(root);
        if (readAll ? !tree.equals(expected) : !tree.isAsLargeAs(expected)) {
            throw new IOException(row.name() + ": " + command.name() + " brought " + tree + ", not " + expected);
        }
        return sample;
    }

    /** Returns our own commands: in a plain JVM, and in one that was made ready for this work, as a runner's image would have it. */
    private List<Command> ours(Row row, Tree expected) throws IOException, InterruptedException {
        List<String> ready = new ArrayList<>(options.jvm());
        String name = "private-datasets, " + String.join(" ", options.jvm());
        if (Programs.hasOnlyJars()) {
            ClassData classData = ClassData.of(Runtime.version().feature());
            Path file = bucket.directory().resolve(row.name() + classData.suffix());
            // Not measured: it is done once, when the image is built.
            runOnce(row, ours(row, "training", classData.made(options.jvm(), file)), expected, false);
            ready.add(classData.used(file));
            name += ", " + classData.label();
        }
        return List.of(ours(row, "private-datasets", List.of()), ours(row, name, ready));
    }

    private Command ours(Row row, String name, List<String> jvm) {
        return new Command(
                name,
                false,
                target -> Programs.java(
                        StageOnce.class,
                        jvm,
                        uri(row),
                        server.endpoint().toString(),
                        target.toString(),
                        options.durability()),
                StageOnce::treeIn);
    }

    private static String uri(Row row) {
        return "s3://" + Bucket.NAME + "/" + row.key();
    }

    private Map<String, String> environment(Row row, Path fresh, Path target) {
        return Map.of(
                "U",
                server.endpoint() + "/" + Bucket.NAME + "/" + row.key(),
                "K",
                uri(row),
                "R",
                ":s3,provider=Other,env_auth,force_path_style,list_version=2,endpoint='" + server.endpoint() + "':"
                        + Bucket.NAME + "/" + row.key(),
                "T",
                target.toString(),
                "F",
                fresh.resolve("download").toString(),
                "N",
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                // Nothing here is encrypted, and rclone does not start with one.
                "AWS_CA_BUNDLE",
                "",
                // Any will do: the server does not look.
                "AWS_ACCESS_KEY_ID",
                "id",
                "AWS_SECRET_ACCESS_KEY",
                "key",
                "S3_ENDPOINT_URL",
                server.endpoint().toString());
    }
}
