// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.StorageLayout;
import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.TeamDatasets;
import java.nio.file.Path;
import java.util.List;

/** Shared datasets as a person names them: by either of the first two words that list prints of each, its name and its path. */
final class NamedDatasets {
    /** Says so in the help of each command that takes such names. */
    static final String HELP = "Names, or paths, as list prints them";

    private NamedDatasets() {}

    /** Returns the names, of which some may be given as paths in the team's folder. */
    static List<String> namesOf(List<String> given, RunnerOptions options) {
        return given.stream().map(one -> nameOf(one, options)).toList();
    }

    private static String nameOf(String given, RunnerOptions options) {
        if (given.indexOf('/') < 0) {
            return given;
        }
        Path data = StorageLayout.teamData(options.storage(), options.team());
        Path path = Path.of(given).toAbsolutePath().normalize();
        if (!data.toAbsolutePath().normalize().equals(path.getParent())) {
            throw options.invalid(given + " is not in " + data + ": give the name that list prints first");
        }
        return String.valueOf(path.getFileName());
    }

    /** Returns the error for a name at which nothing stands; it says what stands under a name like it. */
    static RunnerException none(String name, TeamDatasets datasets) throws DatasetException {
        List<String> like = datasets.list().stream()
                .map(ListedDataset::directoryName)
                .distinct()
                .filter(standing -> standing.startsWith(name + "-") || name.startsWith(standing + "-"))
                .toList();
        return new RunnerException(
                ExitCode.NOT_FOUND,
                "there is no dataset " + name
                        + (like.isEmpty() ? ": list prints those that stand" : ", but " + String.join(", ", like)),
                null);
    }
}
