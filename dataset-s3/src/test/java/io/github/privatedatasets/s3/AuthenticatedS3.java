// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.spec.Credentials;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** An S3 server in this JVM that checks signatures (s3proxy over memory): started when first asked for. */
final class AuthenticatedS3 {
    static final Credentials KEYS = Credentials.of("AKIDOWNER", "secret-of-the-owner");
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final URI endpoint;
    private final S3Client client;

    private AuthenticatedS3() {
        S3Proxy server = S3Proxy.builder()
                .blobStore(BlobStores.create("transient", new Properties()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEYS.accessKeyId(), KEYS.secretAccessKey())
                .stopTimeout(0)
                .build();
        try {
            server.start();
        } catch (Exception e) { // as it is declared
            throw new IllegalStateException(e);
        }
        endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(KEYS.accessKeyId(), KEYS.secretAccessKey())))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    static AuthenticatedS3 shared() {
        return Shared.SERVER;
    }

    URI endpoint() {
        return endpoint;
    }

    /** Returns a client that signs as the owner; not to be closed. */
    S3Client client() {
        return client;
    }

    String newBucket() {
        String bucket = "bucket-" + BUCKETS.incrementAndGet();
        client.createBucket(b -> b.bucket(bucket));
        return bucket;
    }

    String newVersionedBucket() {
        String bucket = newBucket();
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        return bucket;
    }

    /** Puts an object, and returns its version where the bucket keeps versions. */
    String put(String bucket, String key, byte[] content) {
        return client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content))
                .versionId();
    }

    private static final class Shared {
        private static final AuthenticatedS3 SERVER = new AuthenticatedS3();
    }
}
