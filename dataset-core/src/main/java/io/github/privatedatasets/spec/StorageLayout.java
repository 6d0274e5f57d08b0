// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.nio.file.Path;
import java.util.Optional;

/** Where things go by name alone: path arithmetic without a look at any disk. */
public final class StorageLayout {
    private StorageLayout() {}

    /**
     * Returns the directory name of a dataset in shared storage: {@code NAME-ETAG}, {@code NAME-DIGEST} for a pinned folder, or {@code NAME} for
     * what no etag and no pin tells from other revisions.
     *
     * @param pinned what {@link DatasetSpec#pinnedInPath} gives
     * @throws InvalidSpecException if the etag, or both together, are no safe path segment
     */
    public static String directoryName(DatasetName name, Optional<String> pinned) {
        if (pinned.isEmpty()) {
            return name.value();
        }
        return PathSegment.require(
                "name and etag or digest together", name.value() + "-" + requireInPath(pinned.get()));
    }

    /** Returns the etag's text, or refuses it, since it becomes part of a path. */
    static String requireInPath(String etag) {
        return PathSegment.require("etag (part of the path in shared storage)", etag);
    }

    /** Returns the team's folder of datasets: {@code root/TEAM/data}. */
    public static Path teamData(Path root, TeamHandle team) {
        return root.resolve(team.value()).resolve("data");
    }

    /** Returns the path a dataset is mounted at in a job: {@code /data/NAME}, the same for every kind of volume. */
    public static String mountPath(DatasetName name) {
        return "/data/" + name.value();
    }
}
