// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import com.adobe.testing.s3mock.S3MockApplication;
import java.io.Closeable;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server in this JVM on a free port, empty at its start, which takes any key for valid. */
final class LocalS3 implements Closeable {
    private final S3MockApplication server;

    private LocalS3(S3MockApplication server) {
        this.server = server;
    }

    /** Starts a server that keeps its objects below this directory. */
    static LocalS3 start(Path directory) {
        // A map that can be changed: the server puts its defaults into it.
        Map<String, Object> settings = new HashMap<>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", 0);
        settings.put("server.ssl.enabled", false);
        settings.put("http.port", 0);
        settings.put("com.adobe.testing.s3mock.store.root", directory.toString());
        settings.put("silent", true);
        return new LocalS3(S3MockApplication.start(settings));
    }

    // Deprecated without a replacement that works outside a test framework.
    @SuppressWarnings("deprecation")
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** Returns a client to fill the server with. */
    S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")))
                .build();
    }

    @Override
    public void close() {
        server.stop();
    }
}
