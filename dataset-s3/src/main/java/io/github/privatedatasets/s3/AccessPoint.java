// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** An access point of AWS: another name, with rules of its own, for a bucket. */
record AccessPoint(String region, String account, String name) {
    /** Returns the access point that a URI names in the place of a bucket, whose form the URI has checked. */
    static Optional<AccessPoint> in(String bucket) {
        // arn:aws:s3:REGION:ACCOUNT:accesspoint:NAME
        String[] parts = bucket.split(":", -1);
        return parts.length == 7 && parts[0].equals("arn")
                ? Optional.of(new AccessPoint(parts[3], parts[4], parts[6]))
                : Optional.empty();
    }

    /** Returns the server that stands for it. */
    String host() {
        return name + "-" + account + ".s3-accesspoint." + region + "."
                + PartitionMetadata.of(Region.of(region)).dnsSuffix();
    }
}
