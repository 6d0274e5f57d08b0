// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * What is known of {@code my-bucket} once it is filled: two zips, one of them in two versions, and a folder.
 *
 * @param oldVersionId the first version of {@code my-dataset.zip}
 * @param newEtag the etag of its second
 */
record SampleBucket(String oldVersionId, String newEtag) {
    private static final String BUCKET = "my-bucket";

    static SampleBucket fill(LocalS3 server) throws IOException {
        try (S3Client s3 = server.client()) {
            s3.createBucket(request -> request.bucket(BUCKET));
            s3.putBucketVersioning(request -> request.bucket(BUCKET)
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));

            put(
                    s3,
                    "mnist-modified.zip",
                    zip(Map.of("train/0.txt", "zero", "train/1.txt", "one", "labels.csv", "0,1")));
            PutObjectResponse old = put(s3, "my-dataset.zip", zip(Map.of("rows.csv", "a,b")));
            PutObjectResponse current = put(s3, "my-dataset.zip", zip(Map.of("rows.csv", "a,b,c", "README", "new")));
            put(s3, "images/cat.txt", "a cat".getBytes(StandardCharsets.UTF_8));
            put(s3, "images/more/dog.txt", "a dog".getBytes(StandardCharsets.UTF_8));
            return new SampleBucket(old.versionId(), current.eTag().replace("\"", ""));
        }
    }

    private static PutObjectResponse put(S3Client s3, String key, byte[] content) {
        return s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
