// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.http.RawServer;
import io.github.privatedatasets.s3.http.SelfSigned;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where buckets are asked for; with AWS itself played by a server that a proxy leads to. */
@Timeout(60)
class AwsAddressesTest {
    private static final String OBJECT = "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 2\r\n\r\n";

    @TempDir
    static Path directory;

    private static SelfSigned certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = SelfSigned.of(
                directory,
                "dns:*.s3.us-east-1.amazonaws.com,dns:*.s3.eu-west-1.amazonaws.com,dns:s3.us-east-1.amazonaws.com,dns:*.s3-accesspoint.eu-west-1.amazonaws.com");
    }

    @AfterEach
    void forgetTheProxy() {
        System.clearProperty("https.proxyHost");
        System.clearProperty("https.proxyPort");
    }

    @Test
    void asksABucketInItsOwnRegionWhereAwsNamesIt() throws Exception {
        try (RawServer aws = aws((request, answer) -> {
                    if (request.contains("us-east-1.amazonaws.com\r\n")) {
                        answer.send(
                                "HTTP/1.1 301 Moved\r\nx-amz-bucket-region: eu-west-1\r\nContent-Length: 0\r\n\r\n");
                    } else {
                        answer.send(request.startsWith("HEAD") ? OBJECT : OBJECT + "ok");
                    }
                });
                RawServer proxy = proxyTo(aws);
                S3DatasetSource source = S3DatasetSource.builder()
                        .sslContext(certificate.context())
                        .build();
                RemoteDataset dataset = source.resolve(DatasetSpec.builder("s3://bucket/a key")
                        .credentials(Credentials.of("AKID", "secret"))
                        .build())) {
            RemoteObject object = dataset.list().next();
            try (var content = dataset.open(object, 0, 2)) {
                assertThat(content.stream().readAllBytes()).asString().isEqualTo("ok");
            }
            assertThat(aws.requests())
                    .extracting(AwsAddressesTest::firstLines)
                    .containsExactly(
                            "HEAD /a%20key bucket.s3.us-east-1.amazonaws.com",
                            "HEAD /a%20key bucket.s3.eu-west-1.amazonaws.com",
                            "GET /a%20key bucket.s3.eu-west-1.amazonaws.com");
            assertThat(aws.requests().get(0)).contains("/us-east-1/s3/aws4_request");
            assertThat(aws.requests().get(1)).contains("/eu-west-1/s3/aws4_request");
            assertThat(proxy.requests().get(0)).startsWith("CONNECT bucket.s3.us-east-1.amazonaws.com:443 ");
        }
    }

    @Test
    void asksForABucketWithADotByPathSinceNoCertificateIsForItsName() throws Exception {
        try (RawServer aws = aws((request, answer) -> answer.send(OBJECT));
                RawServer proxy = proxyTo(aws);
                S3DatasetSource source = S3DatasetSource.builder()
                        .sslContext(certificate.context())
                        .build()) {
            source.resolve(DatasetSpec.of("s3://my.bucket/key")).close();

            assertThat(aws.requests())
                    .extracting(AwsAddressesTest::firstLines)
                    .containsExactly("HEAD /my.bucket/key s3.us-east-1.amazonaws.com");
            assertThat(proxy.requests()).hasSize(1);
        }
    }

    @Test
    void followsARegionOnlyOnceAndOnlyToOneThatCanBeAHostName() throws Exception {
        for (String region : List.of("eu-west-1", "evil.example.org/", "us-east-1")) {
            try (RawServer aws = aws((request, answer) -> answer.send("HTTP/1.1 301 Moved\r\nx-amz-bucket-region: "
                            + (request.contains("eu-west-1.amazonaws.com\r\n") ? "us-east-1" : region)
                            + "\r\nContent-Length: 0\r\n\r\n"));
                    RawServer proxy = proxyTo(aws);
                    S3DatasetSource source = S3DatasetSource.builder()
                            .sslContext(certificate.context())
                            .build()) {
                assertThatExceptionOfType(UnsupportedDatasetException.class)
                        .isThrownBy(() -> source.resolve(DatasetSpec.of("s3://bucket/key")));
                assertThat(proxy.requests()).allSatisfy(r -> assertThat(r).contains(".amazonaws.com:443 "));
                assertThat(aws.requests()).hasSizeLessThan(10);
            }
        }
    }

    @Test
    void asksAnAccessPointByItsArnInItsOwnRegion() throws Exception {
        String arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/p1";
        try (RawServer aws = aws((request, answer) -> answer.send(OBJECT));
                RawServer proxy = proxyTo(aws);
                S3DatasetSource source = S3DatasetSource.builder()
                        .sslContext(certificate.context())
                        .build()) {
            source.resolve(DatasetSpec.builder("s3://" + arn + "/a/key")
                            .credentials(Credentials.of("AKID", "secret"))
                            .build())
                    .close();

            assertThat(aws.requests())
                    .extracting(AwsAddressesTest::firstLines)
                    .containsExactly("HEAD /a/key p1-123456789012.s3-accesspoint.eu-west-1.amazonaws.com");
            assertThat(aws.requests().get(0)).contains("/eu-west-1/s3/aws4_request");
            assertThat(proxy.requests()).hasSize(1);
        }
    }

    @Test
    void refusesAnAccessPointBesideAnEndpointOrAnotherRegion() throws Exception {
        DatasetSpec spec = DatasetSpec.of("s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:p1/key");
        try (S3DatasetSource aws = S3DatasetSource.create();
                S3DatasetSource elsewhere = S3DatasetSource.builder()
                        .endpoint(URI.create("https://store.example.org"))
                        .build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> elsewhere.resolve(spec))
                    .withMessageContaining("https://store.example.org does not serve: leave the endpoint out");
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> aws.resolve(DatasetSpec.builder(spec.uri().toString())
                            .region("us-east-1")
                            .build()))
                    .withMessageContaining("an access point in eu-west-1, not in us-east-1: leave the region out");
        }
    }

    @Test
    void refusesDirectoryBucketsAndRegionsThatAreNone() throws Exception {
        try (S3DatasetSource source = S3DatasetSource.create();
                S3DatasetSource elsewhere =
                        S3DatasetSource.builder().region("evil.example.org/").build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(DatasetSpec.of("s3://data--usw2-az1--x-s3/key")))
                    .withMessageContaining("S3 Express");
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> elsewhere.resolve(DatasetSpec.of("s3://bucket/key")))
                    .withMessageContaining("AWS has no region evil.example.org/, which is this service's own")
                    .withMessageContaining("set region in the spec, or have the service's operator correct it");
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(DatasetSpec.builder("s3://bucket/key")
                            .region("EU-WEST-1")
                            .build()))
                    .withMessageContaining("AWS has no region EU-WEST-1, which the spec of s3://bucket/key names:"
                            + " write one such as eu-west-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', us-east-1, false, bucket, https://bucket.s3.us-east-1.amazonaws.com",
        "'', cn-north-1, false, bucket, https://bucket.s3.cn-north-1.amazonaws.com.cn",
        "'', us-gov-west-1, false, bucket, https://bucket.s3.us-gov-west-1.amazonaws.com",
        "'', us-east-1, true, bucket, https://s3.us-east-1.amazonaws.com/bucket",
        "'', us-east-1, false, My_Bucket, https://s3.us-east-1.amazonaws.com/My_Bucket",
        "'', us-east-1, false, b:1, https://s3.us-east-1.amazonaws.com/b%3A1",
        "https://s3.dualstack.eu-west-1.amazonaws.com, eu-west-1, false, bucket, https://bucket.s3.dualstack.eu-west-1.amazonaws.com",
        "https://s3-fips.us-gov-west-1.amazonaws.com, us-gov-west-1, false, bucket, https://bucket.s3-fips.us-gov-west-1.amazonaws.com",
        "'', us-east-1, false, team-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias, https://team-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias.s3.us-east-1.amazonaws.com",
        "'', eu-west-1, false, arn:aws:s3:eu-west-1:123456789012:accesspoint:p1, https://p1-123456789012.s3-accesspoint.eu-west-1.amazonaws.com",
        "'', cn-north-1, false, arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:p1, https://p1-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn",
        "http://store.example.org:9000, us-east-1, false, my.bucket, http://my.bucket.store.example.org:9000",
        "https://store.example.org, us-east-1, false, my.bucket, https://store.example.org/my.bucket",
        "https://store.example.org/base/, us-east-1, false, bucket, https://bucket.store.example.org/base",
        "https://store.example.org/base, us-east-1, true, bucket, https://store.example.org/base/bucket",
        "http://[::1]:9000, us-east-1, true, bucket, http://[::1]:9000/bucket"
    })
    void putsTheBucketWhereTheStoreExpectsIt(
            String endpoint, String region, boolean pathStyle, String bucket, String expected) {
        S3Location where =
                new S3Location(Optional.of(endpoint).filter(e -> !e.isEmpty()).map(URI::create), region, pathStyle);

        BucketAddress address = BucketAddress.of(where, bucket);

        assertThat((address.origin().secure() ? "https://" : "http://")
                        + address.origin().authority()
                        + address.path())
                .isEqualTo(expected);
    }

    /** Answers a request that came through the tunnel. */
    private interface Aws {
        void answer(String request, RawServer.Wire answer) throws java.io.IOException;
    }

    private static RawServer aws(Aws answers) throws Exception {
        return new RawServer(certificate.listen(), (number, request, wire) -> answers.answer(request, wire));
    }

    private static RawServer proxyTo(RawServer server) throws Exception {
        RawServer proxy = new RawServer((number, request, wire) -> {
            wire.send("HTTP/1.1 200 Connection established\r\n\r\n");
            wire.tunnelTo(server.port());
        });
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", Integer.toString(proxy.port()));
        return proxy;
    }

    /** Returns method, target and host of a request. */
    private static String firstLines(String request) {
        return request.replaceAll("(?s)^(\\S+ \\S+) .*?\\r\\nHost: (\\S+)\\r\\n.*", "$1 $2");
    }
}
