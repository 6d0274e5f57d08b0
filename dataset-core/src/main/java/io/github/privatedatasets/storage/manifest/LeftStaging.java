// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.manifest.Journal.Piece;
import io.github.privatedatasets.storage.manifest.Journal.Unfinished;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The staging of an attempt that died, to be read from by the next one, and its lists by which that is known to be what came. Nothing of it is
 * changed, and nothing is trusted: it may go at any time, and its owner may wake. Thread-safe.
 */
public final class LeftStaging implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LeftStaging.class);

    private final SecureDirectoryStream<Path> tree;
    private final Map<String, Unfinished> unfinished;
    private final LeftLines objects;
    private final LeftLines files;

    private LeftStaging(
            SecureDirectoryStream<Path> tree, Map<String, Unfinished> unfinished, LeftLines objects, LeftLines files) {
        this.tree = tree;
        this.unfinished = unfinished;
        this.objects = objects;
        this.files = files;
    }

    /** Opens it; empty where it holds no objects of this origin, or none that can be had. */
    public static Optional<LeftStaging> open(SharedLayout layout, String name, String attempt, DatasetOrigin origin) {
        try (DirectoryStream<Path> staging = Files.newDirectoryStream(layout.staging())) {
            if (staging instanceof SecureDirectoryStream<Path> handle) {
                Map<String, Unfinished> unfinished = Journal.read(layout.journal(name, attempt), origin);
                SecureDirectoryStream<Path> tree = directory(handle, Path.of(attempt));
                try {
                    return Optional.of(new LeftStaging(
                            tree,
                            unfinished,
                            LeftLines.open(layout.objects(name, attempt)),
                            LeftLines.open(layout.files(name, attempt))));
                } catch (IOException e) {
                    tree.close(); // A list of another uid's may be unreadable.
                    throw e;
                }
            }
        } catch (IOException e) {
            LOG.debug("nothing is taken over from {}", layout.staging(attempt), e);
        }
        return Optional.empty();
    }

    /** Returns the first bytes of this very revision of an object, as many as are vouched for. */
    public Optional<RemoteContent> of(RemoteObject object) {
        if (object.sizeBytes() == 0) {
            return Optional.empty();
        }
        try {
            Unfinished begun = unfinished.get(object.path());
            if (begun != null) {
                return begun.isOf(object)
                        ? content(object, Optional.empty(), "the store tells no digest", begun.pieces())
                        : Optional.empty();
            }
            Optional<List<String>> fetched = objects.take(object.path());
            Optional<List<String>> written = files.take(object.path());
            if (fetched.isEmpty() || written.isEmpty() || !FetchedObjects.isOf(object, fetched.get())) {
                return Optional.empty();
            }
            return content(
                    object,
                    FetchedObjects.checksum(fetched.get()),
                    FetchedObjects.noChecksumReason(fetched.get()),
                    List.of(Journal.piece(written.get())));
        } catch (IOException | InvalidPathException e) {
            LOG.debug("{} is not taken over", object.path(), e);
            return Optional.empty();
        }
    }

    private Optional<RemoteContent> content(
            RemoteObject object, Optional<Checksum> checksum, String noChecksumReason, List<Piece> noted)
            throws IOException {
        List<Piece> pieces = new ArrayList<>();
        long end = 0;
        for (Piece piece : noted) {
            if (piece.endsAt() <= end || piece.endsAt() > object.sizeBytes()) {
                break;
            }
            pieces.add(piece);
            end = piece.endsAt();
        }
        return pieces.isEmpty()
                ? Optional.empty()
                : Optional.of(new LeftFile(
                        object.path(),
                        checksum,
                        noChecksumReason,
                        file(tree, object.path().split("/", -1), 0),
                        pieces));
    }

    /** Opens a file by its path's segments: nothing outside of the tree, whatever stands in it by now. */
    private static SeekableByteChannel file(SecureDirectoryStream<Path> in, String[] segments, int at)
            throws IOException {
        String segment = segments[at];
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw new FileSystemException(segment, null, "is no name");
        }
        Path name = Path.of(segment);
        if (at < segments.length - 1) {
            try (SecureDirectoryStream<Path> next = directory(in, name)) {
                return file(next, segments, at + 1);
            }
        }
        if (!attributes(in, name).isRegularFile()) {
            throw new FileSystemException(segment, null, "is no file");
        }
        return in.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Looks first, as in {@link #file}: opening a pipe might take for ever. */
    private static SecureDirectoryStream<Path> directory(SecureDirectoryStream<Path> in, Path name) throws IOException {
        if (!attributes(in, name).isDirectory()) {
            throw new FileSystemException(name.toString(), null, "is no directory");
        }
        return in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public void close() {
        try (tree;
                objects;
                files) {
            LOG.trace("nothing more is read from it");
        } catch (IOException e) {
            LOG.debug("what an attempt left could not be closed", e); // It was only read.
        }
    }
}
