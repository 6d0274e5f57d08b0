// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Times staging beside what else a user could do. */
public final class Benchmark {
    private Benchmark() {}

    /** Runs, and removes what it has started and mounted also when it is told to end. */
    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            if (args.length == 0 || !args[0].equals("run")) {
                throw new IllegalArgumentException("the only command is run");
            }
            options = Options.parse(List.of(args).subList(1, args.length));
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(64);
            return;
        }
        Thread running = Thread.currentThread();
        Thread breakOff = new Thread(() -> {
            running.interrupt();
            try {
                running.join(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // The JVM ends now.
            }
        });
        Runtime.getRuntime().addShutdownHook(breakOff);
        try {
            run(options, System.out);
        } catch (InterruptedException e) {
            System.err.println("broken off");
        }
    }

    static void run(Options options, PrintStream out) throws IOException, InterruptedException {
        Report report = new Report(out);
        report.machine();
        Bucket bucket = new Bucket(options.work().resolve("scale-" + options.scale()));
        List<Row> rows = options.rows().stream()
                .filter(row -> row.packaging().canBeMade())
                .toList();
        if (rows.size() < options.rows().size()) {
            report.fact("rows left out", "those of .tar.xz, since there is no xz to make them with");
        }
        for (Row row : rows) {
            bucket.prepare(row, options.scale());
        }
        try (BucketServer server = BucketServer.start(bucket, options.nginx());
                Bed bed = new Bed(options.bed(), options.target())) {
            Race race = new Race(options, bucket, server, bed);
            report.fact("server", server.name() + ", on loopback");
            report.fact("target", bed.toString());
            report.fact(
                    "data",
                    "scale " + options.scale() + ", runs " + options.runs() + ", durability " + options.durability());
            if (!race.measuresUsage()) {
                report.fact("not measured", "CPU and memory, since there is no GNU time");
            }
            for (Row row : rows) {
                race.run(row, report);
            }
        }
    }
}
