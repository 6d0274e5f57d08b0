package com.example.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.spec.DatasetSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class DatasetsTest {
    @TempDir
    Path storage;

    @Test
    void stagesAnArchiveFromAStoreWithThePlatformsOwnCredentials() throws Exception {
        try (OneObjectStore store = OneObjectStore.with("/bucket/mnist.zip", zipOf("train/0.txt", "zero"));
                DatasetStager stager = Datasets.in(
                        storage,
                        URI.create("http://127.0.0.1:" + store.port()),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("platform", "secret")));
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/mnist.zip"))) {
            assertEquals("zero", Files.readString(dataset.path().resolve("train/0.txt")));
            assertTrue(store.lastAuthorization().startsWith("AWS4-HMAC-SHA256 Credential=platform/"));
        }
    }

    private static byte[] zipOf(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes("UTF-8"));
        }
        return bytes.toByteArray();
    }
}
