package com.example.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.spec.DatasetSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class DatasetsTest {
    @TempDir
    Path storage;

    private void stage(DatasetStager stager) throws Exception {
        try (stager;
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/mnist.zip"))) {
            assertEquals("zero", Files.readString(dataset.path().resolve("train/0.txt")));
        }
    }

    @Test
    void stagesAnArchiveFromAStoreWithThePlatformsOwnCredentials() throws Exception {
        try (SmallStore store = SmallStore.with(Map.of("/bucket/mnist.zip", zipOf("train/0.txt", "zero")))) {
            stage(Datasets.in(
                    storage,
                    store.endpoint(),
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("platform", "secret"))));

            assertTrue(store.lastAuthorization().startsWith("AWS4-HMAC-SHA256 Credential=platform/"));
        }
    }

    /** The SDK asks for the role by an HTTP client of its own choice, of which the platform has several. */
    @Test
    void stagesByThePodsRoleWhicheverHttpClientsTheSdkFinds(@TempDir Path secrets) throws Exception {
        Path token = Files.writeString(secrets.resolve("token"), "signed by the cluster");
        byte[] role = """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials>
                      <AccessKeyId>role</AccessKeyId>
                      <SecretAccessKey>secret</SecretAccessKey>
                      <SessionToken>session</SessionToken>
                      <Expiration>2099-01-01T00:00:00Z</Expiration>
                    </Credentials>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """.getBytes("UTF-8");
        try (SmallStore store = SmallStore.with(Map.of("/", role, "/bucket/mnist.zip", zipOf("train/0.txt", "zero")))) {
            Map<String, String> pod = Map.of(
                    "aws.roleArn", "arn:aws:iam::123456789012:role/reader",
                    "aws.webIdentityTokenFile", token.toString(),
                    "aws.endpointUrlSts", store.endpoint().toString(),
                    "aws.region", "us-east-1");
            pod.forEach(System::setProperty);
            try {
                stage(Datasets.in(storage, store.endpoint()));
            } finally {
                pod.keySet().forEach(System::clearProperty);
            }
            assertTrue(store.lastAuthorization().startsWith("AWS4-HMAC-SHA256 Credential=role/"));
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
