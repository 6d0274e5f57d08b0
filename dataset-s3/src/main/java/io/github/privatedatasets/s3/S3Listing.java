// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.answers.ListingPage;
import io.github.privatedatasets.s3.answers.ListingPage.Entry;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects whose keys begin with a prefix, page by page. One page is held at a time. */
final class S3Listing implements RemoteListing {
    private static final int MAX_EMPTY_PAGES = 1000;

    private final S3Requests requests;
    private final String prefix;
    private Iterator<Entry> objects = List.<Entry>of().iterator();
    /** Stands for the next page; empty at the end. At the beginning, it is the page that needs no token. */
    private Optional<String> token = Optional.empty();

    private boolean ended;
    private int emptyPages;
    // Brent's cycle finding: a listing that runs in a circle comes back to the landmark, whatever tokens it gives.
    private long pages;
    private long nextLandmark = 1;
    private @Nullable String landmark;

    /** Creates a listing that begins with a page already got, or asks for it. */
    S3Listing(S3Requests requests, String prefix, Optional<ListingPage> first) throws DatasetException {
        this.requests = requests;
        this.prefix = prefix;
        if (first.isPresent()) {
            turnTo(first.get());
        }
    }

    @Override
    public @Nullable RemoteObject next() throws DatasetException, InterruptedException {
        while (true) {
            while (objects.hasNext()) {
                Entry object = objects.next();
                // The folder's own marker is the folder, and not in it.
                if (prefix.isEmpty() || !object.key().equals(prefix)) {
                    return entry(object);
                }
            }
            if (ended) {
                return null;
            }
            try {
                turnTo(requests.list(prefix, token));
            } catch (StoreRefusal refusal) {
                throw requests.failures().refusedListing(refusal);
            }
        }
    }

    private void turnTo(ListingPage page) throws DatasetException {
        Optional<String> next = page.nextToken();
        ended = !page.truncated();
        if (!ended && (next.isEmpty() || next.equals(token))) {
            throw broken(
                    next.isEmpty() ? "says there is more, but not how to ask for it" : "gives the same page again");
        }
        token = next;
        objects = page.entries().iterator();
        if (page.entries().isEmpty()) {
            if (++emptyPages > MAX_EMPTY_PAGES) {
                throw broken("has " + emptyPages + " empty pages");
            }
            return;
        }
        String first = page.entries().get(0).key();
        if (first.equals(landmark)) {
            throw broken("runs in a circle");
        }
        if (++pages == nextLandmark) {
            landmark = first;
            nextLandmark *= 2;
        }
    }

    private RemoteObject entry(Entry object) throws DatasetException {
        String key = object.key();
        if (!key.startsWith(prefix) || object.sizeBytes().isEmpty()) {
            throw broken("holds " + requests.failures().shown(requests.name(key))
                    + (object.sizeBytes().isEmpty() ? " without a size" : ""));
        }
        return new RemoteObject(
                key.substring(prefix.length()),
                object.sizeBytes().getAsLong(),
                requests.failures().etag(object.etag(), requests.name(key)),
                Optional.empty(),
                // Whether its etag is a digest shows when it is read: a listing does not tell how it is encrypted.
                Optional.empty(),
                object.lastModified());
    }

    private DatasetException broken(String how) {
        return requests.failures().nonsense(requests.name(prefix), "the listing " + how);
    }

    @Override
    public void close() {
        // Pages are read whole; there is nothing open between two of them.
    }
}
