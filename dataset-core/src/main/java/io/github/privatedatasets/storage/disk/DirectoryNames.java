// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import io.github.privatedatasets.spec.OneLine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists our own directories, which are small. */
public final class DirectoryNames {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryNames.class);

    private DirectoryNames() {}

    /** Returns the names in a directory, sorted; none where there is no directory, and those only that this JVM can write. */
    public static List<String> of(Path directory) throws IOException {
        // Half the time of a stream of paths, which counts where ten thousand datasets are listed; but it does not say
        // what failed.
        String[] found = directory.toFile().list();
        if (found != null) {
            Arrays.sort(found);
            return Arrays.stream(found)
                    .filter(name -> isWritable(name, directory))
                    .toList();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(Objects.requireNonNull(entry.getFileName()).toString());
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /** Under a locale such as C a JVM reads names with letters outside of ASCII, but has no path for them. */
    private static boolean isWritable(String name, Path directory) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return true;
        }
        try {
            return directory.resolve(name).endsWith(name);
        } catch (InvalidPathException e) {
            LOG.warn(
                    "what has the name {} in {} is passed over, as this JVM's locale cannot write it: start it with"
                            + " LC_ALL=C.UTF-8",
                    OneLine.of(name),
                    OneLine.of(directory.toString()));
            return false;
        }
    }

    /** Returns what comes before the suffix of those names in a directory that end with it, sorted. */
    public static List<String> of(Path directory, String suffix) throws IOException {
        return of(directory).stream()
                .filter(name -> name.endsWith(suffix))
                .map(name -> name.substring(0, name.length() - suffix.length()))
                .toList();
    }
}
