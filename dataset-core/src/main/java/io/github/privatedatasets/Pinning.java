// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.fetch.DatasetReader;
import io.github.privatedatasets.fetch.TaskGroup;
import io.github.privatedatasets.fetch.TransferObserver;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.PinnedObject;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks up which revision of a dataset there is now, down to each object. Reads no content. */
final class Pinning {
    private final StagingServices services;
    private final DatasetSpec spec;

    Pinning(StagingServices services, DatasetSpec spec) {
        this.services = services;
        this.spec = spec;
    }

    DatasetPin run() throws DatasetException, InterruptedException {
        try (RemoteDataset remote = services.sources().of(spec.uri()).resolve(spec)) {
            List<RemoteObject> objects = list(remote);
            if (!remote.isFolder()) {
                ResolvedDataset.requireNoGlobs(spec);
                return DatasetPin.ofObject(spec.uri(), pinned(objects.get(0)));
            }
            return DatasetPin.ofFolder(spec.uri(), spec.include(), spec.exclude(), withVersions(remote, objects));
        }
    }

    private List<RemoteObject> list(RemoteDataset remote) throws DatasetException, InterruptedException {
        List<RemoteObject> objects = new ArrayList<>();
        try (RemoteListing listing = remote.list()) {
            for (RemoteObject object = listing.next(); object != null; object = listing.next()) {
                if (!remote.isFolder() || spec.filter().accepts(object.path())) {
                    objects.add(object);
                }
            }
        }
        if (objects.isEmpty()) {
            throw new DatasetNotFoundException(spec.uri(), "no object passes include and exclude");
        }
        return objects;
    }

    /** A listing need not tell versions: whether the bucket keeps any shows at the first object, and then each is asked about. */
    private List<PinnedObject> withVersions(RemoteDataset remote, List<RemoteObject> objects)
            throws DatasetException, InterruptedException {
        List<PinnedObject> pinned = Collections.synchronizedList(new ArrayList<>());
        objects.forEach(object -> pinned.add(pinned(object)));
        boolean untold = pinned.get(0).versionId().isEmpty();
        try (DatasetReader reader =
                        new DatasetReader(remote, services.retries(), services.ahead(), new TransferObserver() {});
                TaskGroup tasks = new TaskGroup(services.pool(), services.parallelTransfers(), reader::cancel)) {
            for (int i = 0; i < objects.size() && untold; i++) {
                int at = i;
                tasks.submit(() -> pinned.set(at, pinned(reader.describe(objects.get(at)))));
                if (at == 0) {
                    tasks.join();
                    untold = pinned.get(0).versionId().isPresent();
                }
            }
            tasks.join();
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new SourceUnavailableException("pinning " + spec.uri() + " failed: " + e + "; try again", e);
        }
        return List.copyOf(pinned);
    }

    private static PinnedObject pinned(RemoteObject object) {
        return new PinnedObject(
                object.path(),
                object.sizeBytes(),
                object.etag(),
                // S3 calls what was written without versioning the version "null", and overwrites it in place.
                object.versionId().filter(id -> !id.equals("null")),
                object.lastModified());
    }
}
