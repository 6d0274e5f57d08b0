// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Prints what was measured as Markdown. */
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /** Prints the machine, as far as it tells. */
    void machine() throws IOException {
        String cpu = field("/proc/cpuinfo", "model name");
        String memory = field("/proc/meminfo", "MemTotal");
        fact(
                "machine",
                Runtime.getRuntime().availableProcessors() + " processors (" + cpu + "), memory " + memory + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        fact("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        fact(
                "load before",
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    private static String field(String file, String name) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        }
    }

    void fact(String what, String value) {
        out.println("- " + what + ": " + value);
    }

    /** Prints the table of a row, the fastest command first. */
    void row(Row row, Tree tree, long packedBytes, Map<Command, List<Sample>> samples, List<String> missing) {
        out.printf(
                Locale.ROOT,
                "%n**%s**: %.1f MB, %,d files of %.1f MB together%n%n",
                row.name(),
                packedBytes / 1e6,
                tree.files(),
                tree.sizeBytes() / 1e6);
        out.println("| command | wall s, median (min) | CPU s | peak MiB | / best peer |");
        out.println("| --- | --- | --- | --- | --- |");
        OptionalDouble best = samples.entrySet().stream()
                .filter(entry -> entry.getKey().peer())
                .mapToDouble(entry -> median(entry.getValue(), Sample::wallSeconds))
                .min();
        List<Map.Entry<Command, List<Sample>>> sorted = new ArrayList<>(samples.entrySet());
        sorted.sort(Comparator.comparingDouble(entry -> median(entry.getValue(), Sample::wallSeconds)));
        sorted.forEach(entry -> line(entry.getKey(), entry.getValue(), best));
        if (!missing.isEmpty()) {
            out.println("\nNot run, for want of: " + String.join(", ", missing) + ".");
        }
    }

    private void line(Command command, List<Sample> samples, OptionalDouble best) {
        double wall = median(samples, Sample::wallSeconds);
        String name = command.name().replace("|", "\\|");
        out.printf(
                Locale.ROOT,
                "| %s | %.2f (%.2f) | %s | %s | %s |%n",
                command.peer() ? "`" + name + "`" : "**" + name + "**",
                wall,
                samples.stream().mapToDouble(Sample::wallSeconds).min().orElseThrow(),
                number("%.2f", median(samples, Sample::cpuSeconds)),
                number(
                        "%.0f",
                        samples.stream().mapToDouble(Sample::peakMiB).max().orElseThrow()),
                number("%.2f", wall / best.orElse(Double.NaN)));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "?" : String.format(Locale.ROOT, format, value);
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
