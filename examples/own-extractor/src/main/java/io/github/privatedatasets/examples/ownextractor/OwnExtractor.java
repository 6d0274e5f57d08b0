// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownextractor;

import io.github.privatedatasets.ArchiveExpander;
import io.github.privatedatasets.ExpandedArchive;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Expands a local archive into a directory: {@code OwnExtractor ARCHIVE DIRECTORY}. Knows {@code .jsonl.gz} besides the usual suffixes. */
public final class OwnExtractor {
    private OwnExtractor() {}

    /** Runs the example; what it expanded is said on standard output. */
    public static void main(String[] arguments) throws DatasetException, InterruptedException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("two arguments are needed: ARCHIVE DIRECTORY");
        }
        ExpandedArchive expanded = expander().expand(Path.of(arguments[0]), Path.of(arguments[1]));
        System.out.println(
                expanded.path() + ": " + expanded.fileCount() + " files, " + expanded.sizeBytes() + " bytes");
        expanded.warnings().forEach(warning -> System.out.println("warning: " + warning));
    }

    static ArchiveExpander expander() {
        return ArchiveExpander.of(extractors());
    }

    /** A stager takes the same list: {@code DatasetStager.builder().extractors(extractors())}. */
    static List<ArchiveExtractor> extractors() {
        List<ArchiveExtractor> extractors = new ArrayList<>(StandardExtractors.all());
        extractors.add(new GzippedLines());
        return extractors;
    }
}
