// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownsource;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Files of one directory, as they were when they were looked up. */
final class DirectoryDataset implements RemoteDataset {
    private final boolean folder;
    private final Path directory;
    private final List<RemoteObject> objects;

    DirectoryDataset(boolean folder, Path directory, List<RemoteObject> objects) {
        this.folder = folder;
        this.directory = directory;
        this.objects = objects;
    }

    @Override
    public boolean isFolder() {
        return folder;
    }

    @Override
    public RemoteListing list() {
        Iterator<RemoteObject> left = objects.iterator();
        return new RemoteListing() {
            @Override
            public RemoteObject next() {
                return left.hasNext() ? left.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RemoteContent open(RemoteObject object, long offset, long length) throws DatasetException {
        Path file = directory.resolve(object.path());
        try {
            InputStream opened = Files.newInputStream(file);
            // Looked at after it was opened: what replaces it from now on leaves the opened one as it is.
            if (!FileRevision.of(file).etag().equals(object.etag())) {
                opened.close();
                throw new RevisionChangedException(object.path(), "the file was replaced", null);
            }
            opened.skipNBytes(offset);
            return new FileContent(opened, length);
        } catch (NoSuchFileException e) {
            throw new RevisionChangedException(object.path(), "the file was removed", e);
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new SourceUnavailableException("reading " + file + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}

    /** A range of a file that is open at the range's beginning. */
    private static final class FileContent extends InputStream implements RemoteContent {
        private final InputStream file;
        private long left;

        FileContent(InputStream file, long length) {
            this.file = file;
            left = length;
        }

        @Override
        public InputStream stream() {
            return this;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = left == 0 ? -1 : file.read(target, offset, (int) Math.min(count, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public Optional<Checksum> checksum() {
            return Optional.empty();
        }

        @Override
        public String noChecksumReason() {
            return "a file system tells no digest";
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
