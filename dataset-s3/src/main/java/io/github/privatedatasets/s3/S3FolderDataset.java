// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.answers.ListingPage;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A folder, or a whole bucket: each object is read at the etag it was listed with. */
final class S3FolderDataset implements RemoteDataset {
    private final S3Requests requests;
    private final String prefix;
    private final PinnedReads reads;
    private final AtomicReference<@Nullable ListingPage> firstPage;

    /** Creates the folder; the first page, which showed that it is there, serves the first listing. */
    S3FolderDataset(S3Requests requests, String prefix, ListingPage firstPage, PinnedReads reads) {
        this.requests = requests;
        this.prefix = prefix;
        this.reads = reads;
        this.firstPage = new AtomicReference<>(firstPage);
    }

    @Override
    public boolean isFolder() {
        return true;
    }

    @Override
    public RemoteListing list() throws DatasetException {
        return new S3Listing(requests, prefix, Optional.ofNullable(firstPage.getAndSet(null)));
    }

    @Override
    public RemoteContent open(RemoteObject object, long offset, long length)
            throws DatasetException, InterruptedException {
        return reads.open(prefix + object.path(), object, offset, length);
    }

    @Override
    public RemoteObject describe(RemoteObject object) throws DatasetException, InterruptedException {
        return reads.describe(prefix + object.path(), object);
    }

    @Override
    public OptionalLong partSize(RemoteObject object, int part) throws DatasetException, InterruptedException {
        return reads.partSize(prefix + object.path(), object, part);
    }

    @Override
    public List<Long> partSizes(RemoteObject object, int parts) throws DatasetException, InterruptedException {
        return reads.partSizes(prefix + object.path(), object, parts);
    }

    @Override
    public void close() {
        firstPage.set(null);
    }
}
