// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import java.nio.file.Path;
import java.util.List;

/**
 * What an archive was expanded to.
 *
 * @param path the directory that holds its content
 * @param sizeBytes the bytes of its files, holes included; those of a file with several names once
 * @param fileCount how many files it has; a hard link is one, a symbolic link is none
 * @param warnings what the archive has that somebody may expect to find and does not, such as bytes after its end: the first twenty, and how many more
 */
public record ExpandedArchive(Path path, long sizeBytes, long fileCount, List<String> warnings) {
    /** Copies the warnings. */
    public ExpandedArchive {
        warnings = List.copyOf(warnings);
    }
}
