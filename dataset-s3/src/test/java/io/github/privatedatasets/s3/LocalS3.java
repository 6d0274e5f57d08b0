// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import com.adobe.testing.s3mock.S3MockApplication;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** An S3 server in this JVM (S3Mock): started when first asked for, ended with the JVM. It checks no keys. */
public final class LocalS3 {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final URI endpoint;
    private final S3Client client;

    private LocalS3() {
        // S3Mock puts into the map it is given.
        Map<String, Object> settings = new HashMap<>(Map.of("http.port", "0", "server.port", "0", "silent", true));
        S3MockApplication server = S3MockApplication.start(settings);
        endpoint = URI.create("http://127.0.0.1:" + httpPort(server));
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    @SuppressWarnings({"deprecation", "removal"}) // there is no other way yet to learn a port that was chosen freely
    private static int httpPort(S3MockApplication server) {
        return server.getHttpPort();
    }

    /** Returns the server of this JVM. */
    public static LocalS3 shared() {
        return Shared.SERVER;
    }

    /** Returns where it listens: plain HTTP, loopback. */
    public URI endpoint() {
        return endpoint;
    }

    /** Returns a client of it, for putting objects; not to be closed. */
    public S3Client client() {
        return client;
    }

    /** Returns a bucket that nobody else has. */
    public String newBucket() {
        String bucket = "bucket-" + BUCKETS.incrementAndGet();
        client.createBucket(b -> b.bucket(bucket));
        return bucket;
    }

    /** Returns a bucket that nobody else has, and that keeps versions. */
    String newVersionedBucket() {
        String bucket = newBucket();
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        return bucket;
    }

    /** Puts an object, and returns its etag without quotes. */
    String put(String bucket, String key, byte[] content) {
        return client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content))
                .eTag()
                .replace("\"", "");
    }

    private static final class Shared {
        private static final LocalS3 SERVER = new LocalS3();
    }
}
