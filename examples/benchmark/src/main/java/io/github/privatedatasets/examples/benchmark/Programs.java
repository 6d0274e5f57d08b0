// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of this machine. */
final class Programs {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private Programs() {}

    /** Returns the program's file, where it is on the {@code PATH}. */
    static Optional<Path> find(String program) {
        return SEPARATOR
                .splitAsStream(Objects.requireNonNullElse(System.getenv("PATH"), ""))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static boolean isPresent(String program) {
        return find(program).isPresent();
    }

    /** Tells whether this program's classes are all in jars: only those can be put into a class data archive. */
    static boolean hasOnlyJars() {
        return SEPARATOR.splitAsStream(System.getProperty("java.class.path")).allMatch(path -> path.endsWith(".jar"));
    }

    /** Returns the command that runs a class of this program in a JVM of its own. */
    static List<String> java(Class<?> main, List<String> options, String... args) {
        return Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        options,
                        List.of("-cp", System.getProperty("java.class.path"), main.getName()),
                        List.of(args))
                .flatMap(List::stream)
                .toList();
    }
}
