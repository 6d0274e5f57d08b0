package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import java.nio.charset.StandardCharsets;

/** Makes a folder's revision out of its listing: a digest over path, size and etag of each object, in the listing's order. */
public final class ListingDigest {
    private final Digest digest = Digest.of(Checksum.Algorithm.SHA256);
    private long objects;

    /** Starts with an empty listing. */
    public ListingDigest() {}

    /** Takes the next object in. */
    public void add(RemoteObject object) {
        // No key holds a NUL byte that a listing could tell apart from the end of the key, and etags hold no line feed.
        byte[] line = (object.path() + '\0' + object.sizeBytes() + '\0' + object.etag() + '\n')
                .getBytes(StandardCharsets.UTF_8);
        digest.update(line, 0, line.length);
        objects++;
    }

    /** Returns how many objects were taken in. */
    public long objects() {
        return objects;
    }

    /** Returns the revision; called once, at the listing's end. */
    public Revision revision() {
        return Revision.ofFolder("sha256:" + digest.hex());
    }
}
