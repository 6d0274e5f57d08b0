// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Prints a directory with all below it, except what is hidden. */
final class FileTree {
    private FileTree() {}

    static void print(Path root, PrintStream out) throws IOException {
        out.println(root + "/");
        printBelow(root, "  ", out);
    }

    private static void printBelow(Path directory, String indent, PrintStream out) throws IOException {
        List<Path> children;
        try (Stream<Path> listed = Files.list(directory)) {
            children = listed.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
        for (Path child : children) {
            boolean isDirectory = Files.isDirectory(child);
            out.println(indent + child.getFileName() + (isDirectory ? "/" : ""));
            if (isDirectory) {
                printBelow(child, indent + "  ", out);
            }
        }
    }
}
