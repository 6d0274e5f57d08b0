// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signatures, held against those of the AWS SDK. */
class SignatureV4Test {
    private static final String ODD = "aZ09-._~ /+%&=?#!'()*;:@,$[]{}|\\^`<>\"äß€𝄞";

    @Test
    void signsAsTheSdkDoes() {
        Random random = new Random(4);
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String key = text(random, 40).replace("//", "/a/");
            SortedMap<String, String> query = new TreeMap<>();
            if (random.nextBoolean()) {
                query.put("versionId", text(random, 20));
            }
            if (random.nextBoolean()) {
                query.putAll(Map.of("list-type", "2", "prefix", text(random, 20), "encoding-type", "url"));
            }
            Map<String, String> headers = random.nextBoolean()
                    ? Map.of("if-match", "\"e" + random.nextInt() + "\"", "range", "bytes=0-" + random.nextInt(100))
                    : Map.of("x-amz-checksum-mode", "ENABLED", "x-amz-request-payer", "requester");
            SigningKeys keys = new SigningKeys(
                    "AKID" + random.nextInt(),
                    "secret/+" + "s".repeat(random.nextInt(100)),
                    random.nextBoolean() ? Optional.of("token==" + random.nextLong()) : Optional.empty());
            Instant now = Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE));
            String host = random.nextBoolean() ? "bucket.s3.eu-west-1.amazonaws.com" : "127.0.0.1:8080";
            String path = "/bucket/" + PercentEncoding.ofKey(key);

            String ours = SignatureV4.sign("GET", host, path, encoded(query), headers, keys, "eu-west-1", now)
                    .get("authorization");
            String theirs = sdk(host, path, query, headers, keys, now);
            if (!ours.equals(theirs)) {
                disagreements.add(path + "?" + query + "\n" + ours + "\n" + theirs);
            }
        }
        assertThat(disagreements).isEmpty();
    }

    private static String encoded(SortedMap<String, String> query) {
        List<String> parts = new ArrayList<>();
        query.forEach((name, value) -> parts.add(PercentEncoding.of(name) + "=" + PercentEncoding.of(value)));
        return String.join("&", parts);
    }

    private static String sdk(
            String host,
            String path,
            SortedMap<String, String> query,
            Map<String, String> headers,
            SigningKeys keys,
            Instant now) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://" + host))
                .encodedPath(path)
                .putHeader("Host", host);
        query.forEach(request::putRawQueryParameter);
        headers.forEach(request::putHeader);
        request.putHeader("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        AwsCredentialsIdentity identity = keys.sessionToken().isPresent()
                ? AwsSessionCredentialsIdentity.create(
                        keys.accessKeyId(),
                        keys.secretAccessKey(),
                        keys.sessionToken().get())
                : AwsCredentialsIdentity.create(keys.accessKeyId(), keys.secretAccessKey());
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(identity)
                        .request(request.build())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }

    private static String text(Random random, int most) {
        int[] odd = ODD.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            text.appendCodePoint(odd[random.nextInt(odd.length)]);
        }
        return text.toString();
    }
}
