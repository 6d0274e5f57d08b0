// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.kubernetes;

import com.adobe.testing.s3mock.S3MockApplication;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The bucket of the example's specs, on an S3 server in this JVM that ends with it. */
final class Bucket {
    private static final String NAME = "my-bucket";

    private final String endpoint;
    private final S3Client client;

    // Deprecated without a replacement that works outside a test framework.
    @SuppressWarnings("deprecation")
    Bucket() {
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
        client.createBucket(request -> request.bucket(NAME));
    }

    String endpoint() {
        return endpoint;
    }

    void put(String key, String text) {
        client.putObject(request -> request.bucket(NAME).key(key), RequestBody.fromString(text));
    }
}
