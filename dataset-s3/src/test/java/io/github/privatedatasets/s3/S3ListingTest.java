// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages, as a store may give them. */
@Timeout(60)
class S3ListingTest {
    private static final DatasetSpec FOLDER = DatasetSpec.of("s3://bucket/f/");

    private ScriptedS3 store;
    private S3DatasetSource source;

    private S3DatasetSource sourceThat(Function<Request, Answer> answers) throws Exception {
        store = new ScriptedS3(answers);
        source = S3DatasetSource.builder().endpoint(store.endpoint()).build();
        return source;
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        store.close();
    }

    @Test
    void asksPageByPageAndUsesTheFirstPageOnlyOnce() throws Exception {
        RemoteDataset folder = sourceThat(r -> switch (token(r)) {
                    case "" -> page("t1", "f/a", "f/b");
                    case "t1" -> page("t2", "f/c");
                    default -> page("", "f/d");
                })
                .resolve(FOLDER);

        assertThat(store.requests()).hasSize(1);
        RemoteListing listing = folder.list();
        assertThat(listing.next().path()).isEqualTo("a");
        assertThat(listing.next().path()).isEqualTo("b");
        assertThat(store.requests()).hasSize(1);
        assertThat(listing.next().path()).isEqualTo("c");
        assertThat(store.requests()).hasSize(2);
        assertThat(paths(folder.list())).containsExactly("a", "b", "c", "d");
        assertThat(store.requests()).hasSize(5);
        assertThat(store.requests())
                .allSatisfy(r -> assertThat(r.target())
                        .contains("prefix=f%2F", "encoding-type=url")
                        .doesNotContain("delimiter"));
    }

    @Test
    void asksForTheNextPageMoreOftenThanForTheFirst() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        RemoteDataset folder = sourceThat(r -> token(r).isEmpty()
                        ? page("t1", "f/a")
                        : failures.incrementAndGet() <= 3 ? Answer.of(503) : page("", "f/b"))
                .resolve(FOLDER);

        assertThat(paths(folder.list())).containsExactly("a", "b");
        assertThat(store.requests()).hasSize(5);
    }

    @Test
    @Timeout(10)
    void asksForTheNextPageWhileEveryConnectionIsInUse() throws Exception {
        store = new ScriptedS3(
                r -> !r.isList() ? Answer.object("e", "x") : token(r).isEmpty() ? page("t1", "f/a") : page("", "f/b"));
        source = S3DatasetSource.builder()
                .endpoint(store.endpoint())
                .maxConnections(1)
                .build();
        RemoteDataset folder = source.resolve(FOLDER);
        RemoteListing listing = folder.list();

        try (RemoteContent held = folder.open(listing.next(), 0, 1)) {
            assertThat(listing.next().path()).isEqualTo("b");
            assertThat(held.stream().readAllBytes()).asString().isEqualTo("x");
        }
    }

    @Test
    void skipsTheFoldersOwnMarkerAndKeepsTheOthers() throws Exception {
        RemoteDataset folder = sourceThat(r -> page("", "f/", "f/a", "f/sub/")).resolve(FOLDER);

        assertThat(paths(folder.list())).containsExactly("a", "sub/");
    }

    @Test
    void findsNoFolderInItsMarkerAlone() throws Exception {
        sourceThat(r -> page("", "f/"));

        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> source.resolve(FOLDER))
                .withMessageContaining("no object lies in that folder");
    }

    @Test
    void looksPastEmptyPages() throws Exception {
        RemoteDataset folder = sourceThat(r -> switch (token(r)) {
                    case "" -> page("t1", "f/");
                    case "t1" -> page("t2");
                    default -> page("", "f/a");
                })
                .resolve(FOLDER);

        assertThat(paths(folder.list())).containsExactly("a");
    }

    @Test
    void decodesKeysOnlyWhereTheStoreHasEncodedThem() throws Exception {
        RemoteDataset encoded = sourceThat(r -> page("", "f/a%2Bb", "f/a%2520b", "f/a+b", "f/%C3%A4"))
                .resolve(FOLDER);
        assertThat(paths(encoded.list())).containsExactly("a+b", "a%20b", "a b", "ä");
        close();

        RemoteDataset plain = sourceThat(r -> page("", "f/a+b", "f/a%20b")
                        .body(page("", "f/a+b", "f/a%20b").body().replace("<EncodingType>url</EncodingType>", "")))
                .resolve(FOLDER);
        assertThat(paths(plain.list())).containsExactly("a+b", "a%20b");
    }

    @Test
    void refusesAListingThatGivesTheSamePageForEver() throws Exception {
        RemoteDataset folder = sourceThat(r -> page("same", "f/a")).resolve(FOLDER);

        assertBroken(folder, "the same page again");
    }

    @Test
    void refusesAListingThatRunsInACircleUnderEverNewTokens() throws Exception {
        AtomicInteger tokens = new AtomicInteger();
        RemoteDataset folder = sourceThat(r -> {
                    int n = tokens.incrementAndGet();
                    return page("t" + n, n < 4 ? "f/start-" + n : "f/circle-" + n % 5);
                })
                .resolve(FOLDER);

        assertBroken(folder, "in a circle");
    }

    @Test
    void refusesAListingOfEmptyPagesWithoutEnd() throws Exception {
        AtomicInteger tokens = new AtomicInteger();
        sourceThat(r -> page("t" + tokens.incrementAndGet()));

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> source.resolve(FOLDER))
                .withMessageContaining("empty pages");
    }

    @Test
    void refusesAPageThatSaysThereIsMoreButNotWhere() throws Exception {
        sourceThat(r -> page("", "f/a").body(page("", "f/a").body().replace("false", "true")));

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> source.resolve(FOLDER))
                .withMessageContaining("not how to ask for it");
    }

    @Test
    void refusesAListingThatHoldsWhatWasNotAskedFor() throws Exception {
        sourceThat(r -> page("", "other/a"));

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> source.resolve(FOLDER))
                .withMessageContaining("s3://bucket/other/a");
    }

    private static void assertBroken(RemoteDataset folder, String how) throws Exception {
        RemoteListing listing = folder.list();
        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> paths(listing))
                .withMessageContaining("s3://bucket/f/")
                .withMessageContaining(how);
    }

    private static List<String> paths(RemoteListing listing) throws Exception {
        List<String> paths = new ArrayList<>();
        for (RemoteObject object = listing.next(); object != null; object = listing.next()) {
            paths.add(object.path());
        }
        return paths;
    }

    private static String token(Request request) {
        int at = request.target().indexOf("continuation-token=");
        return at < 0 ? "" : request.target().substring(at + 19).replaceAll("&.*", "");
    }

    /** Answers with a page that has these keys, and more behind the token unless it is empty. */
    private static Answer page(String nextToken, String... keys) {
        StringBuilder xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>")
                .append(!nextToken.isEmpty())
                .append("</IsTruncated>");
        if (!nextToken.isEmpty()) {
            xml.append("<NextContinuationToken>" + nextToken + "</NextContinuationToken>");
        }
        for (String key : keys) {
            xml.append("<Contents><Key>" + key + "</Key><Size>1</Size><ETag>&quot;e&quot;</ETag>"
                    + "<LastModified>2026-11-22T08:00:00.000Z</LastModified></Contents>");
        }
        return Answer.of(200).with("Content-Type", "application/xml").body(xml + "</ListBucketResult>");
    }
}
