// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param rows which workloads
 * @param runs how often each command is measured
 * @param scale how large the data is; 1 is about 5 GB of objects
 * @param work where data and logs are kept
 * @param bed the kind of file system that is filled
 * @param target where it is
 * @param nginx whether nginx may serve
 * @param peers whether others run beside us
 * @param durability {@code none} or {@code full}: then the others end with a sync
 * @param jvm options of our second command, beside the class data archive it starts from
 */
record Options(
        List<Row> rows,
        int runs,
        double scale,
        Path work,
        Bed.Kind bed,
        Path target,
        boolean nginx,
        boolean peers,
        String durability,
        List<String> jvm) {
    static final String USAGE = """
            usage: java -jar benchmark.jar run [OPTION VALUE]...
              --rows NAME,...       workloads; NAME-x10 is ten times as large (default: all)
              --runs N              measured runs of each command, after one that warms up (5)
              --scale F             size of the data (0.1)
              --work DIR            where data and logs are kept (benchmark-data)
              --target DIR          fill this directory, which should not be on an ext4 (default for root: a new file system)
              --bed ext4|tmpfs      the new file system of each command (ext4)
              --server nginx|java   what serves the bucket (nginx if it is there)
              --peers yes|no        whether others run beside us (yes)
              --durability none|full  full: our files are flushed, and the others end with sync (none)
              --jvm "OPTION ..."    more options for our second command, which starts from a class data archive (-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m)
            """;
    private static final Set<String> NAMES = Set.of(
            "--rows",
            "--runs",
            "--scale",
            "--work",
            "--target",
            "--bed",
            "--server",
            "--peers",
            "--durability",
            "--jvm");

    /** @throws IllegalArgumentException if an option or its value is none, with what is wrong */
    static Options parse(List<String> args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            if (!NAMES.contains(args.get(i)) || i + 1 == args.size()) {
                throw new IllegalArgumentException("not an option with a value: " + args.get(i));
            }
            given.put(args.get(i), args.get(i + 1));
        }
        Path work = Path.of(given.getOrDefault("--work", "benchmark-data")).toAbsolutePath();
        Optional<Path> target = Optional.ofNullable(given.get("--target")).map(Path::of);
        if (target.isEmpty() && !"root".equals(System.getProperty("user.name"))) {
            throw new IllegalArgumentException(
                    "only root can make a fresh file system: name an empty one with --target");
        }
        return new Options(
                given.containsKey("--rows") ? rows(given.get("--rows")) : Row.ALL,
                Integer.parseInt(given.getOrDefault("--runs", "5")),
                Double.parseDouble(given.getOrDefault("--scale", "0.1")),
                work,
                target.isPresent()
                        ? Bed.Kind.GIVEN
                        : Bed.Kind.valueOf(given.getOrDefault("--bed", "ext4").toUpperCase(Locale.ROOT)),
                // A mount of its own, should two run at once.
                target.orElse(work.resolve("target-" + ProcessHandle.current().pid())),
                oneOf(given.getOrDefault("--server", "nginx"), "nginx", "java"),
                oneOf(given.getOrDefault("--peers", "yes"), "yes", "no"),
                oneOf(given.getOrDefault("--durability", "none"), "none", "full") ? "none" : "full",
                words(given.getOrDefault("--jvm", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m"), " "));
    }

    private static List<Row> rows(String names) {
        return words(names, ",").stream()
                .map(name -> Row.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("no row is called " + name + ", but "
                                + String.join(
                                        ", ", Row.ALL.stream().map(Row::name).toList()) + " are")))
                .toList();
    }

    private static List<String> words(String text, String separator) {
        return Pattern.compile(separator, Pattern.LITERAL).splitAsStream(text).toList();
    }

    private static boolean oneOf(String value, String yes, String no) {
        if (!value.equals(yes) && !value.equals(no)) {
            throw new IllegalArgumentException(value + " is neither " + yes + " nor " + no);
        }
        return value.equals(yes);
    }
}
