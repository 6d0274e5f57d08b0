// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.nio.file.Path;
import java.util.Optional;

/** Where things go by name alone: path arithmetic without a look at any disk. */
public final class StorageLayout {
    private StorageLayout() {}

    /**
     * Returns the directory name of a dataset in shared storage: {@code NAME-ETAG}, or {@code NAME} without an etag.
     *
     * @throws InvalidSpecException if the etag, or both together, are no safe path segment
     */
    public static String directoryName(DatasetName name, Optional<Etag> etag) {
        if (etag.isEmpty()) {
            return name.value();
        }
        return PathSegment.require("name and etag together", name.value() + "-" + requireInPath(etag.get()));
    }

    /** Returns the tag's text, or refuses it, since it becomes part of a path. */
    static String requireInPath(Etag etag) {
        return PathSegment.require("etag (part of the path in shared storage)", etag.value());
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
