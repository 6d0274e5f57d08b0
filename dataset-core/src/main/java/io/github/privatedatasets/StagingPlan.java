// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.StorageLayout;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.Revision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What staging a spec would do now. Nothing was written to find out.
 *
 * @param name the dataset's name
 * @param uri where it comes from
 * @param action what would be done
 * @param path where it would stand; for {@link Action#REUSE}, where it stands
 * @param volume what kind of volume that is, and how large it may become
 * @param revision the revision it would hold; empty for a folder that was not listed
 * @param sizeBytes bytes to read from the store; empty for a folder
 * @param replaces what stands there now and would be replaced, although it is of the same source, since it holds what other globs chose, or was expanded
 *     otherwise; empty where nothing or an older revision is
 */
public record StagingPlan(
        DatasetName name,
        DatasetUri uri,
        Action action,
        Path path,
        VolumeRequest volume,
        Optional<Revision> revision,
        OptionalLong sizeBytes,
        Optional<DatasetOrigin> replaces) {
    /** What staging does with the bytes. */
    public enum Action {
        /** Uses a tree that stands. */
        REUSE,
        /** Downloads one object as it is. */
        DOWNLOAD_OBJECT,
        /** Downloads the objects of a folder or bucket. */
        DOWNLOAD_FOLDER,
        /** Downloads and expands an archive. */
        EXPAND_ARCHIVE
    }

    /** Returns the path in the job: {@code /data/NAME}. */
    public String mountPath() {
        return StorageLayout.mountPath(name);
    }

    /** Returns the read-only mount of {@link #path} at {@link #mountPath}, as it would be for what stands there then. */
    public Mount mount() {
        return new Mount(path, mountPath(), true);
    }
}
