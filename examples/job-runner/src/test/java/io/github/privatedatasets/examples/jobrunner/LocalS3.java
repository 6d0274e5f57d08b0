// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import com.adobe.testing.s3mock.S3MockApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** An S3 server in the JVM of the tests, with one versioned bucket {@code bkt}. It checks no keys; it ends with the JVM. */
final class LocalS3 {
    static final LocalS3 SHARED = new LocalS3();

    private final String endpoint;
    private final S3Client client;

    // Deprecated without a replacement that works outside a test framework.
    @SuppressWarnings("deprecation")
    private LocalS3() {
        // A map that can be changed: the server puts its defaults into it.
        Map<String, Object> settings = new HashMap<>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", 0);
        settings.put("server.ssl.enabled", false);
        settings.put("http.port", 0);
        settings.put("silent", true);
        endpoint = "http://127.0.0.1:" + S3MockApplication.start(settings).getPort();
        client = S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        client.createBucket(request -> request.bucket("bkt"));
        client.putBucketVersioning(request ->
                request.bucket("bkt").versioningConfiguration(config -> config.status(BucketVersioningStatus.ENABLED)));
    }

    String endpoint() {
        return endpoint;
    }

    /** Puts an object and returns what the store says of it, the etag with its quotes. */
    PutObjectResponse put(String key, byte[] content) {
        return client.putObject(request -> request.bucket("bkt").key(key), RequestBody.fromBytes(content));
    }

    PutObjectResponse put(String key, String content) {
        return put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] zip(Map<String, String> files) throws IOException {
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
