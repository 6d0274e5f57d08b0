// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import java.net.URI;
import java.util.Optional;

/**
 * Where a store is asked for a bucket, and how.
 *
 * @param endpoint where it asks; empty for AWS itself
 * @param region what it signs for
 * @param pathStyle whether the bucket goes into the path and not the host name
 */
record S3Location(Optional<URI> endpoint, String region, boolean pathStyle) {
    /** Returns who is asked, for messages. */
    String store() {
        return endpoint.map(e -> e.getScheme() + "://" + e.getAuthority()).orElse("S3 in " + region);
    }

    /** Returns the same in another region. */
    S3Location in(String otherRegion) {
        return new S3Location(endpoint, otherRegion, pathStyle);
    }

    /** Tells whether a text can be a region's name, and so a part of a host's. */
    static boolean isRegion(String text) {
        return !text.isEmpty()
                && text.length() < 64
                && text.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /**
     * Tells whether an endpoint needs the bucket in the path: where it is an address, {@code localhost} or a name without
     * dots, no name with the bucket in front of it leads there.
     */
    static boolean needsPathStyle(URI endpoint) {
        String host = endpoint.getHost();
        return host.indexOf('.') < 0
                || host.startsWith("[")
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
