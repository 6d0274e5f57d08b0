// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.ArchiveSuffixes;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the extractor of an object, by the suffix of its name. */
final class ExtractorTable {
    private final Map<String, ArchiveExtractor> bySuffix = new HashMap<>();
    private final ArchiveSuffixes suffixes;

    /** Takes extractors in order; a later one takes a suffix over from an earlier one. */
    ExtractorTable(List<ArchiveExtractor> extractors) {
        extractors.forEach(e -> e.suffixes().forEach(suffix -> bySuffix.put(suffix, e)));
        suffixes = ArchiveSuffixes.documented().and(bySuffix.keySet());
    }

    /** Returns the documented suffixes, and those of the extractors. */
    ArchiveSuffixes suffixes() {
        return suffixes;
    }

    /** Returns what expands the object that the spec names; empty where it is to stay as it is. */
    Optional<ArchiveExtractor> of(DatasetSpec spec) throws UnsupportedDatasetException {
        String fileName = spec.uri().lastSegment();
        if (spec.expand() == Expansion.NEVER || suffixes.of(fileName).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                of(fileName)
                        .orElseThrow(
                                () -> new UnsupportedDatasetException(
                                        "nothing expands "
                                                + suffixes.of(fileName).orElse("") + ", the suffix of " + spec.uri()
                                                + ": give the stager an extractor for it, or write expand: never to stage the object as it is")));
    }

    /** Returns the suffixes that can be expanded, in order. */
    List<String> expandable() {
        return bySuffix.keySet().stream().sorted().toList();
    }

    /** Returns the extractor for a file of this name. */
    Optional<ArchiveExtractor> of(String fileName) {
        return suffixes.of(fileName).map(bySuffix::get);
    }
}
