// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.ListingDigest;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a spec turned out to name: one object, an archive to expand, or a folder, at one revision. Used by one thread. */
final class ResolvedDataset implements Closeable {
    private final DatasetSpec spec;
    private final RemoteDataset remote;
    private final @Nullable RemoteObject object;
    private final Optional<ArchiveExtractor> extractor;
    private @Nullable Revision revision;

    private ResolvedDataset(
            DatasetSpec spec,
            RemoteDataset remote,
            @Nullable RemoteObject object,
            Optional<ArchiveExtractor> extractor) {
        this.spec = spec;
        this.remote = remote;
        this.object = object;
        this.extractor = extractor;
        revision = object == null
                ? spec.pin().map(pin -> Revision.ofFolder(pin.digest())).orElse(null)
                : Revision.ofObject(object.etag(), object.versionId());
    }

    /** Asks the spec's source. */
    static ResolvedDataset of(DatasetSpec spec, StagingServices services)
            throws DatasetException, InterruptedException {
        RemoteDataset remote = services.sources().of(spec.uri()).resolve(spec);
        try {
            Optional<DatasetPin> pin = spec.pin();
            if (pin.isPresent()) {
                return new ResolvedDataset(spec, PinnedFolder.of(pin.get(), remote), null, Optional.empty());
            }
            if (remote.isFolder()) {
                return new ResolvedDataset(spec, remote, null, Optional.empty());
            }
            requireNoGlobs(spec);
            try (RemoteListing listing = remote.list()) {
                RemoteObject object = listing.next();
                if (object == null) {
                    throw new DatasetNotFoundException(spec.uri(), "the source lists no object");
                }
                return new ResolvedDataset(
                        spec, remote, object, services.extractors().of(spec));
            }
        } catch (DatasetException | InterruptedException | RuntimeException e) {
            remote.close();
            throw e;
        }
    }

    /** Nobody who asks for some of an object, as of an archive's entries, is to be given all of it. */
    static void requireNoGlobs(DatasetSpec spec) throws UnsupportedDatasetException {
        if (!spec.include().isEmpty() || !spec.exclude().isEmpty()) {
            throw new UnsupportedDatasetException(spec.uri() + " is one object, which is staged whole, and include and"
                    + " exclude choose among those of a folder: remove them, or name a folder");
        }
    }

    DatasetSpec spec() {
        return spec;
    }

    RemoteDataset remote() {
        return remote;
    }

    /** Returns the one object; empty for a folder. */
    Optional<RemoteObject> object() {
        return Optional.ofNullable(object);
    }

    /** Returns what expands the object; empty where nothing is expanded. */
    Optional<ArchiveExtractor> extractor() {
        return extractor;
    }

    StagingPlan.Action action() {
        if (object == null) {
            return StagingPlan.Action.DOWNLOAD_FOLDER;
        }
        return extractor.isPresent() ? StagingPlan.Action.EXPAND_ARCHIVE : StagingPlan.Action.DOWNLOAD_OBJECT;
    }

    OptionalLong sizeBytes() {
        return object == null ? OptionalLong.empty() : OptionalLong.of(object.sizeBytes());
    }

    /** Returns the revision as far as it is known without listing a folder. */
    Optional<Revision> knownRevision() {
        return Optional.ofNullable(revision);
    }

    /** Returns which of the trees is of this very origin and revision; lists a folder only if one could be. */
    Optional<StoredDataset> findIn(List<StoredDataset> standing) throws DatasetException, InterruptedException {
        DatasetOrigin origin = DatasetOrigin.of(spec);
        for (StoredDataset tree : standing) {
            if (tree.record().origin().isSameAs(origin)
                    && tree.record().revision().isSameContentAs(revision())
                    // The etag is the place: the versions that have it share one tree.
                    && (spec.etag().isPresent() || tree.record().revision().isVersionOf(spec))) {
                return Optional.of(tree);
            }
        }
        return Optional.empty();
    }

    private Revision revision() throws DatasetException, InterruptedException {
        Revision known = revision;
        if (known != null) {
            return known;
        }
        ListingDigest digest = ListingDigest.start();
        try (RemoteListing listing = remote.list()) {
            for (RemoteObject next = listing.next(); next != null; next = listing.next()) {
                if (spec.filter().accepts(next.path())) {
                    digest.add(next.path(), next.sizeBytes(), next.etag());
                }
            }
        }
        Revision listed = Revision.ofFolder(digest.end());
        revision = listed;
        return listed;
    }

    @Override
    public void close() {
        remote.close();
    }
}
