// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import static io.github.privatedatasets.contract.WholeDatasets.bytes;
import static io.github.privatedatasets.contract.WholeDatasets.digest;
import static io.github.privatedatasets.contract.WholeDatasets.list;
import static io.github.privatedatasets.contract.WholeDatasets.only;
import static io.github.privatedatasets.contract.WholeDatasets.paths;
import static io.github.privatedatasets.contract.WholeDatasets.read;
import static io.github.privatedatasets.contract.WholeDatasets.readAll;
import static io.github.privatedatasets.contract.WholeDatasets.readBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link DatasetSource} must do, whatever store is behind it.
 *
 * <p>A subclass gives the source under test, and a bucket that is empty before each test and keeps no versions.
 */
public abstract class DatasetSourceContract {
    /** Returns the source under test; the subclass closes it. */
    protected abstract DatasetSource source() throws Exception;

    /** Returns the URI of this test's own bucket, without a trailing slash. */
    protected abstract String bucketUri() throws Exception;

    /** Puts an object into the bucket, replacing one of that key. */
    protected abstract void put(String key, byte[] content) throws Exception;

    /** Removes an object from the bucket. */
    protected abstract void delete(String key) throws Exception;

    /** Starts a spec of what the source is asked for; override to add keys. */
    protected DatasetSpec.Builder spec(String uri) throws Exception {
        return DatasetSpec.builder(uri);
    }

    @Test
    void servesTheSchemeOfItsUris() throws Exception {
        assertThat(source().schemes()).contains(DatasetUri.parse(bucketUri()).scheme());
    }

    @Test
    void givesAnObjectUnderItsBasename() throws Exception {
        put("deep/er/train.csv", bytes("1,2,3"));

        try (RemoteDataset dataset = resolve("/deep/er/train.csv")) {
            assertThat(dataset.isFolder()).isFalse();
            RemoteObject only = only(dataset);
            assertThat(only.path()).isEqualTo("train.csv");
            assertThat(only.sizeBytes()).isEqualTo(5);
            assertThat(read(dataset, only)).isEqualTo("1,2,3");
        }
    }

    @Test
    void readsTheRangeThatIsAskedFor() throws Exception {
        put("a.txt", bytes("0123456789"));

        try (RemoteDataset dataset = resolve("/a.txt")) {
            RemoteObject object = only(dataset);
            assertThat(read(dataset, object, 0, 4)).isEqualTo("0123");
            assertThat(read(dataset, object, 3, 4)).isEqualTo("3456");
            assertThat(read(dataset, object, 9, 1)).isEqualTo("9");
            assertThat(read(dataset, object, 0, 10)).isEqualTo("0123456789");
            assertThat(read(dataset, object, 10, 0)).isEmpty();
        }
    }

    @Test
    void givesAnEmptyObject() throws Exception {
        put("empty", bytes(""));

        try (RemoteDataset dataset = resolve("/empty")) {
            RemoteObject object = only(dataset);
            assertThat(object.sizeBytes()).isZero();
            assertThat(object.isFolderMarker()).isFalse();
            assertThat(read(dataset, object)).isEmpty();
        }
    }

    @Test
    void tellsNoChecksumThatTheBytesDoNotHave() throws Exception {
        byte[] content = bytes("some bytes");
        put("f/a.bin", content);

        for (String uri : List.of("/f/a.bin", "/f/")) {
            try (RemoteDataset dataset = resolve(uri);
                    RemoteContent opened = dataset.open(only(dataset), 0, content.length)) {
                List<Checksum> told = new ArrayList<>();
                only(dataset).checksum().ifPresent(told::add);
                opened.checksum().ifPresent(told::add);
                for (Checksum checksum : told) {
                    assertThat(checksum.hex()).isEqualTo(digest(checksum.algorithm(), content));
                }
            }
        }
    }

    @Test
    void readsSeveralRangesAtOnce() throws Exception {
        byte[] content = new byte[64 * 1024];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        put("big.bin", content);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RemoteDataset dataset = resolve("/big.bin")) {
            RemoteObject object = only(dataset);
            List<Future<byte[]>> parts = new ArrayList<>();
            for (int at = 0; at < content.length; at += 4096) {
                long offset = at;
                parts.add(threads.submit(() -> readBytes(dataset, object, offset, 4096)));
            }
            for (int i = 0; i < parts.size(); i++) {
                assertThat(parts.get(i).get()).isEqualTo(Arrays.copyOfRange(content, i * 4096, (i + 1) * 4096));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void listsAFolderByTrailingSlash() throws Exception {
        put("set/a.txt", bytes("a"));
        put("set/sub/b.txt", bytes("bb"));
        put("set-2/c.txt", bytes("c"));

        try (RemoteDataset dataset = resolve("/set/")) {
            assertThat(dataset.isFolder()).isTrue();
            assertThat(paths(dataset)).containsExactlyInAnyOrder("a.txt", "sub/b.txt");
            assertThat(readAll(dataset)).containsExactlyInAnyOrder("a.txt=a", "sub/b.txt=bb");
        }
    }

    @Test
    void takesAUriWithoutObjectForTheFolderOfThatName() throws Exception {
        put("a/1.txt", bytes("1"));
        put("a-old/2.txt", bytes("2"));
        put("ab", bytes("3"));

        try (RemoteDataset dataset = resolve("/a")) {
            assertThat(dataset.isFolder()).isTrue();
            assertThat(paths(dataset)).containsExactly("1.txt");
        }
    }

    @Test
    void listsAWholeBucket() throws Exception {
        put("a.txt", bytes("a"));
        put("sub/b.txt", bytes("b"));

        try (RemoteDataset dataset = resolve("")) {
            assertThat(dataset.isFolder()).isTrue();
            assertThat(readAll(dataset)).containsExactlyInAnyOrder("a.txt=a", "sub/b.txt=b");
        }
    }

    @Test
    void listsAgainFromTheBeginning() throws Exception {
        put("f/a", bytes("a"));
        put("f/b", bytes("b"));

        try (RemoteDataset folder = resolve("/f/");
                RemoteDataset object = resolve("/f/a")) {
            assertThat(list(folder)).isEqualTo(list(folder)).hasSize(2);
            assertThat(list(object)).isEqualTo(list(object)).hasSize(1);
        }
    }

    @Test
    void keepsTheMarkersOfFoldersInAFolderButNotItsOwn() throws Exception {
        put("set/", bytes(""));
        put("set/a", bytes("a"));
        put("set/empty/", bytes(""));

        try (RemoteDataset dataset = resolve("/set")) {
            assertThat(paths(dataset)).containsExactlyInAnyOrder("a", "empty/");
        }
    }

    @Test
    void findsNothingWhereNothingIs() throws Exception {
        put("a-old", bytes("x"));
        put("other/b", bytes("x"));

        for (String missing : List.of("/a", "/a/", "/other/c", "/oth")) {
            assertThatExceptionOfType(DatasetNotFoundException.class)
                    .isThrownBy(() -> resolve(missing))
                    .satisfies(e -> assertThat(e.uri().toString()).isEqualTo(bucketUri() + missing))
                    .satisfies(DatasetSourceContract::isNotRetryable);
        }
    }

    @Test
    void findsNothingInAnEmptyBucket() {
        assertThatExceptionOfType(DatasetNotFoundException.class).isThrownBy(() -> resolve(""));
    }

    @Test
    void findsNothingInABucketThatIsNotThere() throws Exception {
        String missing = bucketUri() + "-none";

        for (String uri : List.of(missing, missing + "/a", missing + "/a/")) {
            assertThatExceptionOfType(DatasetNotFoundException.class)
                    .isThrownBy(() -> source().resolve(spec(uri).build()))
                    .withMessageContaining("bucket");
        }
    }

    @Test
    void acceptsTheEtagTheObjectHas() throws Exception {
        put("a.zip", bytes("zip"));
        String etag = etagOf("/a.zip");

        for (String written : List.of(etag, "\"" + etag + "\"", "W/\"" + etag + "\"")) {
            try (RemoteDataset dataset =
                    source().resolve(spec(bucketUri() + "/a.zip").etag(written).build())) {
                assertThat(only(dataset).etag().value()).isEqualTo(etag);
            }
        }
    }

    @Test
    void refusesAnotherEtagAndShowsBoth() throws Exception {
        put("a.zip", bytes("zip"));
        String etag = etagOf("/a.zip");
        DatasetSpec asked = spec(bucketUri() + "/a.zip").etag("d0e2243d").build();

        assertThatExceptionOfType(EtagMismatchException.class)
                .isThrownBy(() -> source().resolve(asked))
                .withMessageContaining("\"d0e2243d\"")
                .withMessageContaining(etag)
                .satisfies(e -> assertThat(e.expected().value()).isEqualTo("d0e2243d"))
                .satisfies(e -> assertThat(e.actual().value()).isEqualTo(etag));
    }

    @Test
    void refusesEtagAndVersionOfWhatTurnsOutToBeAFolder() throws Exception {
        put("f/a", bytes("a"));

        for (DatasetSpec asked : List.of(
                spec(bucketUri() + "/f").etag("d0e2243d").build(),
                spec(bucketUri() + "/f").versionId("1111111").build())) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> source().resolve(asked))
                    .withMessageContaining("is a folder")
                    .satisfies(DatasetSourceContract::isNotRetryable);
        }
    }

    /** A subclass whose source has no bucket without versions overrides this. */
    @Test
    protected void refusesAVersionWhereTheBucketKeepsNone() throws Exception {
        put("a.zip", bytes("zip"));
        DatasetSpec asked = spec(bucketUri() + "/a.zip").versionId("1111111").build();

        assertThatExceptionOfType(UnsupportedDatasetException.class)
                .isThrownBy(() -> source().resolve(asked))
                .withMessageContaining("keeps no versions")
                .withMessageContaining("1111111");
    }

    @Test
    void findsNothingWhereAMissingObjectIsPinned() throws Exception {
        put("other", bytes("x"));

        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() ->
                        source().resolve(spec(bucketUri() + "/a").etag("d0e2").build()));
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() ->
                        source().resolve(spec(bucketUri() + "/a").versionId("1").build()));
    }

    @Test
    void neverGivesTheBytesOfAnObjectThatWasReplaced() throws Exception {
        put("f/a", bytes("old"));

        for (String uri : List.of("/f/a", "/f/")) {
            put("f/a", bytes("old"));
            try (RemoteDataset dataset = resolve(uri)) {
                RemoteObject object = only(dataset);
                put("f/a", bytes("new"));

                assertChanged(dataset, object);
            }
        }
    }

    @Test
    void neverGivesTheBytesOfAnObjectThatWasRemoved() throws Exception {
        for (String uri : List.of("/f/a", "/f/")) {
            put("f/a", bytes("old"));
            try (RemoteDataset dataset = resolve(uri)) {
                RemoteObject object = only(dataset);
                delete("f/a");

                assertChanged(dataset, object);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a+b",
                "a%20b",
                "a b",
                "ä",
                "日本",
                "a\"b",
                "a'b",
                "a&b<c>",
                "a?b#c",
                "100%",
                "a=b",
                "a~b",
                "a*b",
                "(a)",
                "%2F",
                "a;b",
                "a@b:c",
                "a,b",
                "[a]",
                "a|b",
                "{a}",
                "a^b`c",
                "..a",
                "a..",
                "q?versionId=1"
            })
    void takesEveryKeyAsItIs(String key) throws Exception {
        put("odd/" + key, bytes(key));

        try (RemoteDataset dataset = resolve("/odd/" + key)) {
            assertThat(dataset.isFolder()).isFalse();
            RemoteObject object = only(dataset);
            assertThat(object.path()).isEqualTo(key);
            assertThat(read(dataset, object)).isEqualTo(key);
        }
        try (RemoteDataset dataset = resolve("/odd/")) {
            assertThat(readAll(dataset)).containsExactly(key + "=" + key);
        }
        delete("odd/" + key);
        put("odd/" + key + "/inner", bytes(key));
        try (RemoteDataset dataset = resolve("/odd/" + key)) {
            assertThat(dataset.isFolder()).isTrue();
            assertThat(readAll(dataset)).containsExactly("inner=" + key);
        }
    }

    @Test
    void letsGoOfContentThatIsHalfRead() throws Exception {
        put("a.bin", new byte[100_000]);

        try (RemoteDataset dataset = resolve("/a.bin")) {
            RemoteObject object = only(dataset);
            RemoteContent content = dataset.open(object, 0, object.sizeBytes());
            assertThat(content.stream().read()).isZero();
            content.close();
            content.close();
            assertThat(readBytes(dataset, object, 99_999, 1)).hasSize(1);
        }
    }

    private RemoteDataset resolve(String path) throws Exception {
        return source().resolve(spec(bucketUri() + path).build());
    }

    private String etagOf(String path) throws Exception {
        try (RemoteDataset dataset = resolve(path)) {
            return only(dataset).etag().value();
        }
    }

    private static void assertChanged(RemoteDataset dataset, RemoteObject object) {
        assertThatExceptionOfType(RevisionChangedException.class)
                .isThrownBy(() -> read(dataset, object))
                .satisfies(e -> assertThat(e.isRetryable()).isTrue());
    }

    private static void isNotRetryable(DatasetException e) {
        assertThat(e.isRetryable()).as("retryable: " + e.getMessage()).isFalse();
    }
}
