// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes one value out of a folder's listing: a digest over path, size and etag of each object, in the listing's order. Not thread-safe. */
public final class ListingDigest {
    private final MessageDigest digest;
    private long objects;

    private ListingDigest(MessageDigest digest) {
        this.digest = digest;
    }

    /** Starts with an empty listing. */
    public static ListingDigest start() {
        try {
            return new ListingDigest(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    /** Takes the next object in. */
    public void add(String path, long sizeBytes, Etag etag) {
        // No key holds a NUL byte that a listing could tell apart from the end of the key, and etags hold no line feed.
        digest.update((path + '\0' + sizeBytes + '\0' + etag + '\n').getBytes(StandardCharsets.UTF_8));
        objects++;
    }

    /** Returns how many objects were taken in. */
    public long objects() {
        return objects;
    }

    /** Returns the value, such as {@code sha256:9f86d0...}, and begins anew with it. */
    public String end() {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
}
