// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.s3.http.Origin;
import io.github.privatedatasets.s3.signing.PercentEncoding;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Where requests about one bucket go.
 *
 * @param origin the server
 * @param path what comes before a key's slash, encoded; empty where the bucket is in the server's name
 */
record BucketAddress(Origin origin, String path) {
    /** Returns the address of a bucket of this store. */
    static BucketAddress of(S3Location where, String bucket) {
        Optional<AccessPoint> accessPoint = AccessPoint.in(bucket);
        if (accessPoint.isPresent()) {
            String host = accessPoint.get().host();
            return new BucketAddress(Origin.of(URI.create("https://" + host), host), "");
        }
        URI endpoint = where.endpoint().orElseGet(() -> awsEndpoint(where.region()));
        String base = endpoint.getRawPath() == null ? "" : withoutEndSlash(endpoint.getRawPath());
        // A certificate for *.s3.REGION.amazonaws.com is for one label more, and a bucket with a dot is two.
        boolean dottedOverTls = "https".equalsIgnoreCase(endpoint.getScheme()) && bucket.indexOf('.') >= 0;
        if (where.pathStyle() || dottedOverTls || !fitsHostName(bucket)) {
            return new BucketAddress(Origin.of(endpoint, endpoint.getHost()), base + "/" + PercentEncoding.of(bucket));
        }
        return new BucketAddress(Origin.of(endpoint, bucket + "." + endpoint.getHost()), base);
    }

    private static URI awsEndpoint(String region) {
        return URI.create("https://s3." + region + "."
                + PartitionMetadata.of(Region.of(region)).dnsSuffix());
    }

    private static String withoutEndSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Tells whether a bucket's name can be part of a host's, as AWS wants it to be; some old or foreign ones cannot. */
    private static boolean fitsHostName(String bucket) {
        if (bucket.length() < 3 || bucket.length() > 63 || bucket.contains("..")) {
            return false;
        }
        boolean onlyNumbers = true;
        for (int i = 0; i < bucket.length(); i++) {
            char c = bucket.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean digit = c >= '0' && c <= '9';
            boolean between = (c == '-' || c == '.') && i > 0 && i < bucket.length() - 1;
            if (!letter && !digit && !between) {
                return false;
            }
            onlyNumbers &= digit || c == '.';
        }
        return !onlyNumbers || bucket.indexOf('.') < 0;
    }
}
