// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One object, read at the etag and version it was found with. */
final class S3ObjectDataset implements RemoteDataset {
    private final String key;
    private final RemoteObject object;
    private final PinnedReads reads;

    S3ObjectDataset(String key, RemoteObject object, PinnedReads reads) {
        this.key = key;
        this.object = object;
        this.reads = reads;
    }

    @Override
    public boolean isFolder() {
        return false;
    }

    @Override
    public RemoteListing list() {
        return new RemoteListing() {
            private @Nullable RemoteObject next = object;

            @Override
            public @Nullable RemoteObject next() {
                RemoteObject given = next;
                next = null;
                return given;
            }

            @Override
            public void close() {
                next = null;
            }
        };
    }

    @Override
    public RemoteContent open(RemoteObject asked, long offset, long length)
            throws DatasetException, InterruptedException {
        return reads.open(key, asked, offset, length);
    }

    @Override
    public OptionalLong partSize(RemoteObject asked, int part) throws DatasetException, InterruptedException {
        return reads.partSize(key, asked, part);
    }

    @Override
    public List<Long> partSizes(RemoteObject asked, int parts) throws DatasetException, InterruptedException {
        return reads.partSizes(key, asked, parts);
    }

    @Override
    public void close() {
        // Contents are closed by who opened them.
    }
}
