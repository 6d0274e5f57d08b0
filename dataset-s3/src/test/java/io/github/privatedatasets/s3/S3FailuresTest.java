package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.error;
import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
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
                    .hasMessageContaining("region us-east-1, and it is in region eu-west-1")
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
                    .hasMessageContaining("get a new one");
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
                    .hasMessageContaining("is it an S3 store?");
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
