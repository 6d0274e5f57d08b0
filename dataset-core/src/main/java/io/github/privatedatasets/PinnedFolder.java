// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.PinMismatchException;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.PinnedObject;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A folder as it was pinned: its objects are those of the pin, whatever else lies in it now. */
final class PinnedFolder implements RemoteDataset {
    private static final int NAMED = 100;

    private final DatasetPin pin;
    private final RemoteDataset now;

    private PinnedFolder(DatasetPin pin, RemoteDataset now) {
        this.pin = pin;
        this.now = now;
    }

    /** Returns the pinned folder, of which this is what it is now. */
    static PinnedFolder of(DatasetPin pin, RemoteDataset now) throws PinMismatchException {
        if (!now.isFolder()) {
            throw new PinMismatchException(
                    pin.uri(), List.of(pin.uri().lastSegment() + ": it was a folder, and is an object"), 1);
        }
        return new PinnedFolder(pin, now);
    }

    @Override
    public boolean isFolder() {
        return true;
    }

    /** Lists the objects of the pin, after a look whether those that can be read only as they are now still are as they were. */
    @Override
    public RemoteListing list() throws DatasetException, InterruptedException {
        requireUnchanged();
        Iterator<PinnedObject> left = pin.objects().iterator();
        return new RemoteListing() {
            @Override
            public @Nullable RemoteObject next() {
                return left.hasNext() ? remote(left.next()) : null;
            }

            @Override
            public void close() {}
        };
    }

    private static RemoteObject remote(PinnedObject object) {
        return new RemoteObject(
                object.path(),
                object.sizeBytes(),
                object.etag(),
                object.versionId(),
                Optional.empty(),
                object.lastModified());
    }

    private void requireUnchanged() throws DatasetException, InterruptedException {
        Map<String, PinnedObject> missing = new HashMap<>();
        pin.objects().stream()
                .filter(object -> object.versionId().isEmpty())
                .forEach(object -> missing.put(object.path(), object));
        if (missing.isEmpty()) {
            return;
        }
        List<String> differences = new ArrayList<>();
        long count = 0;
        try (RemoteListing listing = now.list()) {
            for (RemoteObject found = listing.next(); found != null; found = listing.next()) {
                PinnedObject pinned = missing.remove(found.path());
                if (pinned != null
                        && !(found.etag().equals(pinned.etag()) && found.sizeBytes() == pinned.sizeBytes())) {
                    count++;
                    note(
                            differences,
                            found.path() + ": etag \"" + found.etag() + "\" and " + found.sizeBytes()
                                    + " bytes, pinned \"" + pinned.etag() + "\" and " + pinned.sizeBytes());
                }
            }
        }
        for (PinnedObject object : pin.objects()) {
            if (missing.containsKey(object.path())) {
                count++;
                note(differences, object.path() + ": it is gone");
            }
        }
        if (count > 0) {
            throw new PinMismatchException(pin.uri(), differences, count);
        }
    }

    private static void note(List<String> differences, String difference) {
        if (differences.size() < NAMED) {
            differences.add(difference);
        }
    }

    @Override
    public RemoteContent open(RemoteObject object, long offset, long length)
            throws DatasetException, InterruptedException {
        return now.open(object, offset, length);
    }

    @Override
    public RemoteObject describe(RemoteObject object) throws DatasetException, InterruptedException {
        return now.describe(object);
    }

    @Override
    public OptionalLong partSize(RemoteObject object, int part) throws DatasetException, InterruptedException {
        return now.partSize(object, part);
    }

    @Override
    public List<Long> partSizes(RemoteObject object, int parts) throws DatasetException, InterruptedException {
        return now.partSizes(object, parts);
    }

    @Override
    public void close() {
        now.close();
    }
}
