// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.s3.signing.PercentEncoding;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that puts what it was sent into whatever it answers: nothing of it shows in what is thrown. */
class S3SecrecyTest {
    private static final String SECRET = "the-secret/key+of=forty-characters";
    private static final String TOKEN = "the-session-token/with+odd=characters";
    private static final Set<String> NOT_LOOKED_AT =
            Set.of("getClass", "hashCode", "fillInStackTrace", "notify", "notifyAll", "wait", "printStackTrace");

    private static String echo(Request request) {
        return "at https://bucket.example.org/key?X-Amz-Signature=5ec4e7&X-Amz-Security-Token="
                + PercentEncoding.of(TOKEN) + " for " + request.header("authorization") + " and "
                + request.header("x-amz-security-token") + " and " + SECRET;
    }

    private static Answer object(String etag) {
        return Answer.object(etag, "content");
    }

    private static Answer listing(String etag) {
        return Answer.of(200)
                .body("<ListBucketResult><Contents><Key>f/a</Key><Size>7</Size><ETag>" + etag
                        + "</ETag></Contents></ListBucketResult>");
    }

    private static Answer echoing(String what, Request request) {
        String echo = echo(request);
        String inXml = echo.replace("&", "&amp;");
        boolean head = request.method().equals("HEAD");
        boolean get = !head && !request.isList();
        Answer right = request.isList() ? listing("e1") : object("e1");
        int status = what.matches("[0-9]{3}.*") ? Integer.parseInt(what.substring(0, 3)) : 0;
        if (status > 0 && (!what.endsWith("get") || get)) {
            return Answer.of(status)
                    .with("x-amz-request-id", echo)
                    .with("x-amz-bucket-region", echo)
                    .with("Location", echo)
                    .with("ETag", echo)
                    .body("<Error><Code>" + (what.contains("code") ? inXml : "SomeCode") + "</Code><Message>" + inXml
                            + "</Message><RequestId>" + inXml + "</RequestId><Region>" + inXml + "</Region></Error>");
        }
        return switch (what) {
            case "etag" -> request.isList() ? listing(inXml) : object(echo);
            case "etag get" -> get ? object(echo) : right;
            case "version" -> right.with("x-amz-version-id", echo);
            case "range get" -> get ? right.with("Content-Range", echo) : right;
            case "key" ->
                request.isList()
                        ? Answer.of(200)
                                .body("<ListBucketResult><Contents><Key>" + inXml
                                        + "</Key><Size>7</Size><ETag>e</ETag></Contents></ListBucketResult>")
                        : right;
            case "garbage" -> Answer.of(200).body("<" + inXml + "><!" + inXml);
            default -> right;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/key, 400",
        "s3://bucket/key, 400 code",
        "s3://bucket/key, 403",
        "s3://bucket/key, 404",
        "s3://bucket/key, 301",
        "s3://bucket/key, 307",
        "s3://bucket/key, 412",
        "s3://bucket/key, 500",
        "s3://bucket/key, 400 get",
        "s3://bucket/key, 403 get",
        "s3://bucket/key, 404 get",
        "s3://bucket/key, 412 get",
        "s3://bucket/key, 416 get",
        "s3://bucket/key, 503 get",
        "s3://bucket/key, etag",
        "s3://bucket/key, etag get",
        "s3://bucket/key, range get",
        "s3://bucket/key, version",
        "s3://bucket/f/, 400 code",
        "s3://bucket/f/, 403",
        "s3://bucket/f/, 404",
        "s3://bucket/f/, 301",
        "s3://bucket/f/, 503",
        "s3://bucket/f/, 403 get",
        "s3://bucket/f/, etag",
        "s3://bucket/f/, etag get",
        "s3://bucket/f/, range get",
        "s3://bucket/f/, key",
        "s3://bucket/f/, garbage"
    })
    void showsNothingOfWhatTheStoreEchoes(String uri, String what) throws Exception {
        DatasetSpec spec = DatasetSpec.builder(uri)
                .credentials(new Credentials("AKIDEXAMPLE", SECRET, Optional.of(TOKEN)))
                .build();
        try (ScriptedS3 store = new ScriptedS3(request -> echoing(what, request));
                S3DatasetSource source =
                        S3DatasetSource.builder().endpoint(store.endpoint()).build()) {
            Throwable thrown = catchThrowable(() -> readAll(source, spec));

            assertThat(thrown).isInstanceOf(DatasetException.class);
            for (String text : textsOf(thrown)) {
                assertThat(text)
                        .doesNotContain(SECRET, TOKEN, PercentEncoding.of(TOKEN), "5ec4e7")
                        .doesNotContainPattern("Signature=[0-9a-f]");
            }
        }
    }

    private static void readAll(S3DatasetSource source, DatasetSpec spec) throws Exception {
        try (RemoteDataset dataset = source.resolve(spec);
                RemoteListing listing = dataset.list()) {
            for (RemoteObject object = listing.next(); object != null; object = listing.next()) {
                dataset.describe(object);
                dataset.open(object, 0, 7).close();
            }
        }
    }

    /** Returns whatever can be got from a throwable and from those it leads to, as text. */
    private static Set<String> textsOf(Throwable thrown) throws ReflectiveOperationException {
        Set<String> texts = new TreeSet<>();
        StringWriter printed = new StringWriter();
        thrown.printStackTrace(new PrintWriter(printed));
        texts.add(printed.toString());
        List<Throwable> all = new ArrayList<>(List.of(thrown));
        for (int i = 0; i < all.size(); i++) {
            Throwable one = all.get(i);
            if (one.getCause() != null) {
                all.add(one.getCause());
            }
            all.addAll(Arrays.asList(one.getSuppressed()));
            for (Method method : one.getClass().getMethods()) {
                if (method.getParameterCount() == 0
                        && !Modifier.isStatic(method.getModifiers())
                        && !NOT_LOOKED_AT.contains(method.getName())
                        && Modifier.isPublic(one.getClass().getModifiers())) {
                    Object got = method.invoke(one);
                    texts.add(
                            got instanceof Collection<?> many
                                    ? List.copyOf(many).toString()
                                    : String.valueOf(got));
                }
            }
        }
        return texts;
    }
}
