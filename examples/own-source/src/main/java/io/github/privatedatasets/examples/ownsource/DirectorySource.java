// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownsource;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A source that serves {@code dir://SHARE/KEY} from the files of a directory, such as a file server's.
 *
 * <p>A revision is what its file's inode, time and size tell: files are to be replaced, and not written to where they stand. A folder's listing is
 * held in memory.
 */
public final class DirectorySource implements DatasetSource {
    private final Path shares;

    private DirectorySource(Path shares) {
        this.shares = shares.toAbsolutePath().normalize();
    }

    /** Returns a source of this directory's shares. */
    public static DirectorySource in(Path shares) {
        return new DirectorySource(shares);
    }

    @Override
    public Set<String> schemes() {
        return Set.of("dir");
    }

    @Override
    public RemoteDataset resolve(DatasetSpec spec) throws DatasetException {
        DatasetUri uri = spec.uri();
        Path share = shares.resolve(uri.bucket());
        Path path = share.resolve(uri.key()).normalize();
        if (!path.startsWith(share) || !Files.exists(path)) {
            throw new DatasetNotFoundException(uri, "there is no such file or directory in bucket " + uri.bucket());
        }
        try {
            return Files.isDirectory(path) ? folder(spec, path) : object(spec, path);
        } catch (DatasetException e) {
            throw e; // It is an IOException too.
        } catch (IOException e) {
            throw new SourceUnavailableException("reading " + uri + " failed: " + e.getMessage(), e);
        }
    }

    private static RemoteDataset object(DatasetSpec spec, Path file) throws IOException {
        DatasetUri uri = spec.uri();
        if (uri.isFolder()) {
            throw new DatasetNotFoundException(uri, "it is a file, and no directory");
        }
        if (spec.versionId().isPresent()) {
            throw new UnsupportedDatasetException(uri.bucket() + " keeps no versions: remove versionId "
                    + spec.versionId().get());
        }
        RemoteObject object = FileRevision.of(file).as(uri.lastSegment());
        if (spec.etag().isPresent() && !spec.etag().get().equals(object.etag())) {
            throw new EtagMismatchException(uri, spec.etag().get(), object.etag());
        }
        return new DirectoryDataset(false, file.resolveSibling(""), List.of(object));
    }

    private static RemoteDataset folder(DatasetSpec spec, Path folder) throws IOException {
        List<RemoteObject> objects = new ArrayList<>();
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.filter(p -> !p.equals(folder)).toList()) {
                String key = folder.relativize(path).toString();
                if (!Files.isDirectory(path)) {
                    objects.add(FileRevision.of(path).as(key));
                } else if (isEmpty(path)) {
                    objects.add(FileRevision.marker(key + "/"));
                }
            }
        }
        if (objects.isEmpty()) {
            throw new DatasetNotFoundException(spec.uri(), "the directory is empty");
        }
        if (spec.etag().isPresent() || spec.versionId().isPresent()) {
            throw new UnsupportedDatasetException(
                    spec.uri() + " is a folder: etag and versionId are only for objects, remove them");
        }
        return new DirectoryDataset(true, folder, objects);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    @Override
    public void close() {
        // Nothing is kept open between two datasets.
    }
}
