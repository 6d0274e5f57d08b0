// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.error;
import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.s3.http.RawServer;
import io.github.privatedatasets.s3.http.SelfSigned;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.PinnedObject;
import io.github.privatedatasets.spi.RemoteDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store's refusals become. */
class S3FailuresTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://bucket/key");

    @Test
    void asksAgainWhenTheStoreIsBusyForAMoment() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedS3 store =
                        new ScriptedS3(r -> asked.incrementAndGet() == 1 ? Answer.of(503) : object("e", "content"));
                S3DatasetSource source = source(store);
                RemoteDataset dataset = source.resolve(SPEC)) {
            assertThat(dataset.isFolder()).isFalse();
            assertThat(store.requests()).hasSize(2);
        }
    }

    @Test
    void pinsAFolderWhoseStoreIsBusyForAMoment(@TempDir Path directory) throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        try (ScriptedS3 store = new ScriptedS3(r -> {
                    if (r.isList()) {
                        return Answer.of(200)
                                .body(
                                        "<ListBucketResult><Contents><Key>f/a</Key><Size>1</Size><ETag>e</ETag></Contents>"
                                                + "<Contents><Key>f/b</Key><Size>1</Size><ETag>e</ETag></Contents></ListBucketResult>");
                    }
                    return asked.add(r.target())
                            ? Answer.of(503)
                            : object("e", "x").with("x-amz-version-id", "v" + r.target());
                });
                DatasetStager stager = DatasetStager.forTesting(directory, source(store))) {
            assertThat(stager.pin(DatasetSpec.of("s3://bucket/f/")).objects())
                    .extracting(PinnedObject::versionId)
                    .containsExactly(Optional.of("v/bucket/f/a"), Optional.of("v/bucket/f/b"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    void busyStoreIsNoMissingVersion(int status) throws Exception {
        DatasetSpec spec =
                DatasetSpec.builder("s3://bucket/key").versionId("v1").build();
        try (ScriptedS3 store = new ScriptedS3(r -> r.target().contains("versionId")
                ? Answer.of(status)
                : object("e", "content").with("x-amz-version-id", "v2"))) {
            assertThat(resolveFails(store, spec, SourceUnavailableException.class))
                    .hasMessageContaining("HTTP " + status)
                    .matches(DatasetException::isRetryable);
        }
    }

    @Test
    void givesUpOnAStoreThatStaysBusyAndSaysItMayBeTriedAgain() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> error(503, "SlowDown", "Please reduce your request rate."))) {
            SourceUnavailableException e =
                    resolveFails(store, DatasetSpec.of("s3://bucket/folder/"), SourceUnavailableException.class);

            assertThat(e)
                    .hasMessageContaining("SlowDown")
                    .hasMessageContaining("request id REQ1, after 3 tries")
                    .hasMessageContaining(store.endpoint().toString());
            assertThat(e.isRetryable()).isTrue();
            assertThat(store.requests()).hasSize(3);
        }
    }

    @Test
    void namesTheRegionWhereTheBucketIs() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> (r.method().equals("HEAD")
                        ? Answer.of(301)
                        : error(301, "PermanentRedirect", "The bucket must be addressed using another endpoint."))
                .with("x-amz-bucket-region", "eu-west-1"))) {
            assertThat(resolveFails(store, SPEC, UnsupportedDatasetException.class))
                    .hasMessageContaining("in region us-east-1, and the bucket is in region eu-west-1")
                    .hasMessageContaining("set region: eu-west-1");
            assertThat(resolveFails(store, DatasetSpec.of("s3://bucket/f/"), UnsupportedDatasetException.class))
                    .hasMessageContaining("set region: eu-west-1");
        }
    }

    @Test
    void asksForAListingToLearnWhyAHeadWasRefused() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r ->
                r.method().equals("HEAD") ? Answer.of(400) : error(400, "ExpiredToken", "The token has expired."))) {
            assertThat(resolveFails(store, SPEC, DatasetAccessDeniedException.class))
                    .hasMessageContaining("ExpiredToken")
                    .hasMessageContaining("the session token has expired");
            assertThat(store.requests()).hasSize(2);
        }
    }

    @Test
    void saysThatAMissingKeyMayLookForbidden() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(
                r -> r.method().equals("HEAD") ? Answer.of(403) : error(403, "AccessDenied", "Access Denied"))) {
            DatasetAccessDeniedException e = resolveFails(store, SPEC, DatasetAccessDeniedException.class);

            assertThat(e).hasMessageContaining("anonymous").hasMessageContaining("where a key does not exist");
            assertThat(e.identity()).isEqualTo("anonymous");
            assertThat(e.isRetryable()).isFalse();
        }
    }

    @Test
    void saysThatAnArchivedObjectMustBeRestored() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> r.method().equals("HEAD")
                ? object("e", "content")
                : error(403, "InvalidObjectState", "The operation is not valid for the object's storage class"))) {
            assertThat(openFails(store, UnsupportedDatasetException.class)).hasMessageContaining("restore it first");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "412, PreconditionFailed",
        "404, NoSuchKey",
        "404, NoSuchVersion",
        "405, MethodNotAllowed",
        "416, InvalidRange"
    })
    void saysThatTheObjectChangedWhenItsRevisionIsGone(int status, String code) throws Exception {
        try (ScriptedS3 store =
                new ScriptedS3(r -> r.method().equals("HEAD") ? object("e", "content") : error(status, code, "No."))) {
            assertThat(openFails(store, RevisionChangedException.class))
                    .hasMessageContaining("s3://bucket/key")
                    .hasMessageContaining(code);
        }
    }

    @Test
    void namesTheEndpointThatCannotBeReached() throws Exception {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
        }
        try (S3DatasetSource source = S3DatasetSource.builder().endpoint(nobody).build()) {
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining(nobody.toString())
                    .withMessageMatching(".*refused.* after 3 tries; try again later");
        }
    }

    @Test
    void namesTheEndpointThatDoesNotSpeakTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0)) {
            Thread speaker = new Thread(() -> {
                while (!plain.isClosed()) {
                    try (Socket socket = plain.accept()) {
                        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                    } catch (IOException e) {
                        // The test is over, or the client has hung up.
                    }
                }
            });
            speaker.start();
            URI endpoint = URI.create("https://127.0.0.1:" + plain.getLocalPort());
            try (S3DatasetSource source =
                    S3DatasetSource.builder().endpoint(endpoint).build()) {
                assertThatExceptionOfType(SourceUnavailableException.class)
                        .isThrownBy(() -> source.resolve(SPEC))
                        .withMessageContaining(endpoint.toString())
                        .withMessageContaining("SSL");
            }
        }
    }

    @Test
    void refusesAServerThatTellsNoEtag() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> Answer.of(200).body("<html>hello</html>"))) {
            assertThat(resolveFails(store, SPEC, UnsupportedDatasetException.class))
                    .hasMessageContaining("is it the endpoint of an S3 store?");
        }
    }

    @Test
    void takesAnAnswerThatIsNoListingForAFailure() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> Answer.of(200).body("<html><p>hello</html>"))) {
            assertThat(resolveFails(store, DatasetSpec.of("s3://bucket/f/"), DatasetException.class))
                    .hasMessageContaining("s3://bucket/f/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "LIST", "GET"})
    void showsNoKeyWhenTheStoreEchoesIt(String refused) throws Exception {
        Credentials keys = new Credentials("AKIDEXAMPLE", "the-secret-key", Optional.of("the-session-token"));
        Function<Request, Answer> echo = r ->
                error(403, "AccessDenied", "no: the-secret-key " + r.header("x-amz-security-token") + "\n second line");
        try (ScriptedS3 store = new ScriptedS3(r -> {
                    boolean granted = refused.equals("GET") && r.method().equals("HEAD");
                    return granted ? object("e", "content") : echo.apply(r);
                });
                S3DatasetSource source = source(store)) {
            DatasetSpec spec = DatasetSpec.builder(refused.equals("LIST") ? "s3://bucket/f/" : "s3://bucket/key")
                    .credentials(keys)
                    .build();

            DatasetAccessDeniedException e = thrown(DatasetAccessDeniedException.class, () -> {
                RemoteDataset dataset = source.resolve(spec);
                dataset.open(dataset.list().next(), 0, 7);
            });

            StringWriter all = new StringWriter();
            e.printStackTrace(new PrintWriter(all));
            assertThat(all.toString())
                    .contains("access key AKIDEXAMPLE")
                    .doesNotContain("the-secret-key")
                    .doesNotContain("the-session-token");
            assertThat(e.getMessage()).doesNotContain("\n");
            assertThat(store.requests().get(0).header("x-amz-security-token")).isEqualTo("the-session-token");
        }
    }

    @Test
    void refusesABucketNameThatTheStoreRefuses() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> r.method().equals("HEAD")
                ? Answer.of(400)
                : error(400, "InvalidBucketName", "The specified bucket is not valid."))) {
            assertThat(resolveFails(store, DatasetSpec.of("s3://My_Bucket/key"), UnsupportedDatasetException.class))
                    .hasMessageContaining("s3://My_Bucket/key")
                    .hasMessageContaining("The specified bucket is not valid.");
        }
    }

    @Test
    void followsNoRedirectToAnotherServer() throws Exception {
        try (ScriptedS3 other = new ScriptedS3(r -> object("e", "content"));
                ScriptedS3 store =
                        new ScriptedS3(r -> Answer.of(307).with("Location", other.endpoint() + r.target()))) {
            resolveFails(store, SPEC, UnsupportedDatasetException.class);
            resolveFails(store, DatasetSpec.of("s3://bucket/f/"), UnsupportedDatasetException.class);

            assertThat(store.requests()).isNotEmpty();
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void saysThatAFolderIsReadWithThePermissionToListIt() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> error(403, "AccessDenied", "Access Denied"))) {
            assertThat(resolveFails(store, DatasetSpec.of("s3://bucket/f/"), DatasetAccessDeniedException.class))
                    .hasMessageContaining("s3:ListBucket");
        }
    }

    @Test
    void doesNotBlameAMissingKeyWhereTheIdentityMayList() throws Exception {
        try (ScriptedS3 store =
                new ScriptedS3(r -> r.isList() ? Answer.of(200).body("<ListBucketResult/>") : Answer.of(403))) {
            assertThat(resolveFails(store, SPEC, DatasetAccessDeniedException.class))
                    .hasMessageContaining("HTTP 403")
                    .hasMessageNotContaining("where a key does not exist");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, DatasetAccessDenied, false",
        "403, InvalidAccessKeyId, DatasetAccessDenied, false",
        "403, SignatureDoesNotMatch, DatasetAccessDenied, false",
        "403, RequestTimeTooSkewed, DatasetAccessDenied, false",
        "400, ExpiredToken, DatasetAccessDenied, false",
        "400, InvalidToken, DatasetAccessDenied, false",
        "401, Unauthorized, DatasetAccessDenied, false",
        "404, NoSuchBucket, DatasetNotFound, false",
        "301, PermanentRedirect, UnsupportedDataset, false",
        "307, TemporaryRedirect, UnsupportedDataset, false",
        "400, AuthorizationHeaderMalformed, UnsupportedDataset, false",
        "400, IllegalLocationConstraintException, UnsupportedDataset, false",
        "403, InvalidObjectState, UnsupportedDataset, false",
        "501, NotImplemented, UnsupportedDataset, false",
        "400, RequestTimeout, SourceUnavailable, true",
        "400, Throttling, SourceUnavailable, true",
        "408, RequestTimeout, SourceUnavailable, true",
        "429, TooManyRequests, SourceUnavailable, true",
        "500, InternalError, SourceUnavailable, true",
        "502, BadGateway, SourceUnavailable, true",
        "503, SlowDown, SourceUnavailable, true",
        "503, ServiceUnavailable, SourceUnavailable, true",
        "504, GatewayTimeout, SourceUnavailable, true"
    })
    void namesWhatWasRefusedAndWhetherItMayPass(int status, String code, String type, boolean retryable)
            throws Exception {
        for (String uri : new String[] {"s3://bucket/key", "s3://bucket/folder/"}) {
            try (ScriptedS3 store = new ScriptedS3(r -> error(status, code, "No."))) {
                DatasetException e = resolveFails(store, DatasetSpec.of(uri), DatasetException.class);

                assertThat(e.getClass().getSimpleName()).isEqualTo(type + "Exception");
                assertThat(e.isRetryable()).isEqualTo(retryable);
                assertThat(e).hasMessageContaining("s3://bucket").hasMessageContaining("HTTP " + status);
                assertThat(e).hasMessageContaining("request id REQ1");
            }
        }
    }

    @Test
    void saysWhatToLookAtWhereAStoreAnswersAsNoS3StoreDoes() throws Exception {
        String where = "is it the endpoint of an S3 store?";
        try (ScriptedS3 store = new ScriptedS3(r -> error(501, "NotImplemented", "No."))) {
            assertThat(resolveFails(store, SPEC, UnsupportedDatasetException.class))
                    .hasMessageEndingWith(where);
        }
        try (ScriptedS3 store =
                new ScriptedS3(r -> r.isList() ? Answer.of(200).body("<html/>") : error(404, "NoSuchKey", "No."))) {
            assertThat(resolveFails(store, SPEC, SourceUnavailableException.class))
                    .hasMessageEndingWith("try again later; if it stays so: " + where);
        }
        try (ScriptedS3 store = new ScriptedS3(r -> object("a\"b", "content"))) {
            assertThat(resolveFails(store, SPEC, UnsupportedDatasetException.class))
                    .hasMessageEndingWith(where);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, DatasetAccessDenied, false",
        "400, ExpiredToken, DatasetAccessDenied, false",
        "403, RequestTimeTooSkewed, DatasetAccessDenied, false",
        "404, NoSuchBucket, RevisionChanged, true",
        "404, NoSuchKey, RevisionChanged, true",
        "405, MethodNotAllowed, RevisionChanged, true",
        "412, PreconditionFailed, RevisionChanged, true",
        "416, InvalidRange, RevisionChanged, true",
        "403, InvalidObjectState, UnsupportedDataset, false",
        "301, PermanentRedirect, UnsupportedDataset, false",
        "400, RequestTimeout, SourceUnavailable, true",
        "503, SlowDown, SourceUnavailable, true"
    })
    void namesWhatWasRefusedWhileReading(int status, String code, String type, boolean retryable) throws Exception {
        try (ScriptedS3 store =
                new ScriptedS3(r -> r.method().equals("HEAD") ? object("e", "content") : error(status, code, "No."))) {
            DatasetException e = openFails(store, DatasetException.class);

            assertThat(e.getClass().getSimpleName()).isEqualTo(type + "Exception");
            assertThat(e.isRetryable()).isEqualTo(retryable);
            assertThat(e).hasMessageContaining("HTTP " + status + " " + code).hasMessageContaining("request id REQ1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7|7",
                "Sun, 22 Nov 2026 08:00:09 GMT|9",
                "Sun, 22 Nov 2026 07:59:00 GMT|",
                "99999999|99999999",
                "999999999999|",
                "-1|",
                "soon|"
            })
    void tellsWhenTheStoreWantsToBeAskedAgain(String retryAfter, Long seconds) throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> r.method().equals("HEAD")
                ? object("e", "content")
                : error(503, "SlowDown", "No.")
                        .with("Date", "Sun, 22 Nov 2026 08:00:00 GMT")
                        .with("Retry-After", retryAfter))) {
            assertThat(openFails(store, SourceUnavailableException.class)
                            .retryAfter()
                            .map(Duration::toSeconds))
                    .isEqualTo(Optional.ofNullable(seconds));
        }
    }

    @Test
    void leavesAListingAloneForAsLongAsTheStoreAsks() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<Duration> pauses = new ArrayList<>();
        try (ScriptedS3 store = new ScriptedS3(r -> asked.incrementAndGet() == 1
                        ? error(503, "SlowDown", "No.")
                                .with("Date", "Sun, 22 Nov 2026 08:00:00 GMT")
                                .with("Retry-After", "Sun, 22 Nov 2026 08:00:21 GMT")
                        : Answer.of(200)
                                .body("<ListBucketResult><Contents><Key>f/a</Key><Size>1</Size><ETag>e</ETag>"
                                        + "</Contents></ListBucketResult>"));
                S3DatasetSource source = S3DatasetSource.builder()
                        .endpoint(store.endpoint())
                        .pauses(pauses::add)
                        .build()) {
            source.resolve(DatasetSpec.of("s3://bucket/f/")).close();
        }
        assertThat(pauses).containsExactly(Duration.ofSeconds(21));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksAServerOnceWhoseCertificateIsNotItsOwnAndSaysWhy(boolean trusted, @TempDir Path directory)
            throws Exception {
        SelfSigned certificate = SelfSigned.of(directory, "dns:localhost");
        try (RawServer server = new RawServer(certificate.listen(), (number, request, wire) -> wire.close())) {
            URI endpoint = URI.create("https://127.0.0.1:" + server.port());
            S3SourceBuilder builder = S3DatasetSource.builder().endpoint(endpoint);
            try (S3DatasetSource source = (trusted ? builder.sslContext(certificate.context()) : builder).build()) {
                assertThatExceptionOfType(UnsupportedDatasetException.class)
                        .isThrownBy(() -> source.resolve(SPEC))
                        .withMessageContaining("the certificate of " + endpoint)
                        .withMessageContaining(trusted ? "127.0.0.1 found" : "unable to find valid certification path")
                        .withMessageNotContaining("tries")
                        .satisfies(e -> assertThat(e.isRetryable()).isFalse());
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void asksAServerOnceWhoseCertificateHasExpiredAndSaysSo(@TempDir Path directory) throws Exception {
        SelfSigned certificate = SelfSigned.expired(directory, "ip:127.0.0.1");
        try (RawServer server = new RawServer(certificate.listen(), (number, request, wire) -> wire.close());
                S3DatasetSource source = S3DatasetSource.builder()
                        .endpoint(URI.create("https://127.0.0.1:" + server.port()))
                        .sslContext(certificate.context())
                        .build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("NotAfter")
                    .withMessageContaining("have it renewed")
                    .satisfies(e -> assertThat(e.isRetryable()).isFalse());
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void asksAgainAServerThatEndsTheConnectionInTheHandshake(@TempDir Path directory) throws Exception {
        SelfSigned certificate = SelfSigned.of(directory, "ip:127.0.0.1");
        AtomicInteger connections = new AtomicInteger();
        ServerSocket draining = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()) {
            @Override
            public Socket accept() throws IOException {
                if (connections.incrementAndGet() == 1) {
                    try (Socket ended = super.accept()) {
                        ended.shutdownOutput();
                        ended.getInputStream().readAllBytes();
                    }
                }
                Socket plain = super.accept();
                try {
                    SSLSocket secured = (SSLSocket) certificate
                            .context()
                            .getSocketFactory()
                            .createSocket(plain, "127.0.0.1", plain.getPort(), true);
                    secured.setUseClientMode(false);
                    return secured;
                } catch (GeneralSecurityException e) {
                    throw new IOException(e);
                }
            }
        };
        try (RawServer server = new RawServer(
                        draining,
                        (number, request, wire) ->
                                wire.send("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 7\r\n\r\n"));
                S3DatasetSource source = S3DatasetSource.builder()
                        .endpoint(URI.create("https://127.0.0.1:" + server.port()))
                        .sslContext(certificate.context())
                        .build();
                RemoteDataset dataset = source.resolve(SPEC)) {
            assertThat(dataset.isFolder()).isFalse();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void namesAProxyThatCannotBeUsedAndGoesNotAroundIt() {
        try (S3DatasetSource source = S3DatasetSource.builder()
                .endpoint(URI.create("http://store.example.org"))
                .build()) {
            System.setProperty("http.proxyHost", "proxy.example.org");
            System.setProperty("http.proxyPort", "3128a");
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source.resolve(SPEC))
                    .withMessageContaining("s3://bucket/key cannot be asked for: the proxy that")
                    .withMessageContaining("http.proxyPort");
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    @Test
    void namesAStoreWithoutAnAddress() {
        // Longer than a name can be, so that no name server need be asked.
        URI nowhere = URI.create("https://" + "x".repeat(64) + ".invalid");
        try (S3DatasetSource source =
                S3DatasetSource.builder().endpoint(nowhere).build()) {
            SourceUnavailableException e = thrown(SourceUnavailableException.class, () -> source.resolve(SPEC));
            assertThat(e)
                    .hasMessageContaining(nowhere.toString())
                    .hasMessageContaining("there is no address for its host name");
            assertThat(e.isRetryable()).isTrue();
        }
    }

    @Test
    void refusesAListingWithASizeThatIsNone() throws Exception {
        try (ScriptedS3 store = new ScriptedS3(r -> Answer.of(200)
                .body("<ListBucketResult><Contents><Key>f/a</Key><Size>-1</Size><ETag>e</ETag></Contents>"
                        + "</ListBucketResult>"))) {
            assertThat(resolveFails(store, DatasetSpec.of("s3://bucket/f/"), SourceUnavailableException.class))
                    .hasMessageContaining("a size in the listing is no number");
        }
    }

    private static S3DatasetSource source(ScriptedS3 store) {
        return S3DatasetSource.builder().endpoint(store.endpoint()).build();
    }

    private static <E extends DatasetException> E resolveFails(ScriptedS3 store, DatasetSpec spec, Class<E> type) {
        try (S3DatasetSource source = source(store)) {
            return thrown(type, () -> source.resolve(spec));
        }
    }

    private static <E extends DatasetException> E openFails(ScriptedS3 store, Class<E> type) throws Exception {
        try (S3DatasetSource source = source(store);
                RemoteDataset dataset = source.resolve(SPEC)) {
            return thrown(type, () -> dataset.open(dataset.list().next(), 0, 7));
        }
    }

    private static <E extends DatasetException> E thrown(Class<E> type, ThrowingCallable call) {
        E thrown = catchThrowableOfType(type, call);
        assertThat(thrown).as("what was thrown").isNotNull();
        return thrown;
    }
}
