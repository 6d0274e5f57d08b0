package io.github.privatedatasets.s3;

import java.net.URI;
import java.util.Optional;

/**
 * What tells one client from another; credentials do not, they go with each request.
 *
 * @param endpoint where it asks; empty for AWS itself
 * @param region what it signs for
 * @param pathStyle whether the bucket goes into the path and not the host name
 */
record ClientKey(Optional<URI> endpoint, String region, boolean pathStyle) {
    /** Returns who is asked, for messages. */
    String store() {
        return endpoint.map(e -> e.getScheme() + "://" + e.getAuthority()).orElse("S3 in " + region);
    }

    /**
     * Tells whether an endpoint needs the bucket in the path: where it is an address, {@code localhost} or a name without
     * dots, no name with the bucket in front of it leads there.
     */
    static boolean needsPathStyle(URI endpoint) {
        String host = endpoint.getHost();
        return host.indexOf('.') < 0 || host.startsWith("[") || host.matches("[0-9.]+");
    }
}
