// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.MaterializedDataset;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder in which a job finds its datasets, each as a link: what {@code /data} is where mounts can be made.
 *
 * <p>Nothing that stands in it is ever replaced. Closing removes the links made here, and the folder where it is a fresh one.
 */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final boolean fresh;
    private final Map<Path, Path> links = new LinkedHashMap<>();

    private DataFolder(Path path, boolean fresh) {
        this.path = path;
        this.fresh = fresh;
    }

    /** Makes a folder that only this run uses. */
    static DataFolder fresh() throws RunnerException {
        try {
            return new DataFolder(Files.createTempDirectory("datasets-").toRealPath(), true);
        } catch (IOException e) {
            throw RunnerException.of(ExitCode.CANNOT_CREATE, "no folder for the datasets can be made", e);
        }
    }

    /** Uses this folder, which is made where it is absent. */
    static DataFolder at(Path path) throws RunnerException {
        try {
            if (!Files.isDirectory(path)) { // JDK 17 refuses to "create" a link to a directory.
                Files.createDirectories(path);
            }
            return new DataFolder(path.toRealPath(), false);
        } catch (IOException e) {
            throw RunnerException.of(ExitCode.CANNOT_CREATE, "folder " + path + " cannot be made", e);
        }
    }

    Path path() {
        return path;
    }

    /** Links each dataset under its name, or refuses all of them. */
    void linkAll(Iterable<MaterializedDataset> datasets) throws RunnerException {
        for (MaterializedDataset dataset : datasets) {
            link(dataset.name().value(), dataset.path().toAbsolutePath());
        }
    }

    /** Links the directory under this name; a link there that already points to it is used, and left there afterwards. */
    void link(String name, Path directory) throws RunnerException {
        Path link = path.resolve(name);
        try {
            Files.createSymbolicLink(link, directory);
            links.put(link, directory);
        } catch (FileAlreadyExistsException e) {
            refuseUnlessSame(link, directory);
        } catch (IOException e) {
            throw RunnerException.of(ExitCode.CANNOT_CREATE, "link " + link + " cannot be made", e);
        }
    }

    private static void refuseUnlessSame(Path link, Path directory) throws RunnerException {
        String standing;
        try {
            Path target = Files.readSymbolicLink(link);
            if (target.equals(directory)) {
                return;
            }
            standing = "points to " + target;
        } catch (IOException e) {
            standing = "is no link";
        }
        throw new RunnerException(
                ExitCode.CANNOT_CREATE,
                link + " " + standing + ", the dataset stands at " + directory
                        + ": remove it, or choose another folder with --data",
                null);
    }

    /** Removes the links made here; what the job itself put into the folder stays, and then the folder does too. */
    @Override
    public void close() throws RunnerException {
        try {
            for (Map.Entry<Path, Path> link : links.entrySet()) {
                removeIfStillOurs(link.getKey(), link.getValue());
            }
            if (fresh) {
                Files.deleteIfExists(path);
            }
        } catch (DirectoryNotEmptyException e) {
            // The job's own files: whoever wrote them there decides about them.
        } catch (IOException e) {
            throw RunnerException.of(ExitCode.CANNOT_CREATE, "links in " + path + " cannot be removed", e);
        }
    }

    private static void removeIfStillOurs(Path link, Path directory) throws IOException {
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(directory)) {
            Files.delete(link);
        }
    }
}
