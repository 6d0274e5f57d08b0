// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of keys that cannot all be names of one tree, whatever order they are listed in, and fetched by several threads. */
class FolderNamesTest {
    @TempDir
    private Path directory;

    @Test
    void stagesFoldersThatAreListedInNoOrder() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            keys.add("d" + i % 100 + "/e" + i % 7 + "/f" + i);
            keys.add("d" + i % 100 + "/");
        }
        Collections.shuffle(keys, new Random(1));

        try (DatasetStager stager = stagerOf(keys);
                MaterializedDataset staged = stager.stage(DatasetSpec.of("s3://b/f/"))) {
            Map<String, String> tree = Expanded.tree(staged.path());
            tree.values().removeIf(content -> content.equals("dir"));
            assertThat(tree)
                    .isEqualTo(keys.stream()
                            .filter(key -> !key.endsWith("/"))
                            .collect(Collectors.toMap(key -> key, key -> key)));
        }
    }

    @Test
    void refusesAKeyThatIsListedTwice() {
        UnsafeKeysException refusal = refusalOf(List.of("a", "b", "b", "c"));

        assertThat(refusal.offenders()).containsExactly("b: the file system has another entry under this name");
    }

    @Test
    void namesOneOfEachTwoKeysThatCannotBothBeNames() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            keys.add("k" + i);
            keys.add("k" + i + (i % 2 == 0 ? "/below" : ""));
        }
        Collections.shuffle(keys, new Random(2));

        UnsafeKeysException refusal = refusalOf(keys);

        assertThat(refusal.count()).isEqualTo(1000);
        assertThat(refusal.offenders()).hasSize(100).doesNotHaveDuplicates();
    }

    private UnsafeKeysException refusalOf(List<String> keys) {
        try (DatasetStager stager = stagerOf(keys)) {
            UnsafeKeysException[] refusal = new UnsafeKeysException[1];
            assertThatExceptionOfType(UnsafeKeysException.class)
                    .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/f/")))
                    .satisfies(e -> refusal[0] = e);
            return refusal[0];
        }
    }

    private DatasetStager stagerOf(List<String> keys) {
        return DatasetStager.forTesting(directory, new ListedSource(keys));
    }

    /** A source of one folder, whose listing is what a test says; the content of each object is its key. */
    private record ListedSource(List<String> keys) implements DatasetSource {
        @Override
        public Set<String> schemes() {
            return Set.of("s3");
        }

        @Override
        public RemoteDataset resolve(DatasetSpec spec) {
            return new ListedFolder(keys);
        }

        @Override
        public void close() {}
    }

    private record ListedFolder(List<String> keys) implements RemoteDataset {
        @Override
        public boolean isFolder() {
            return true;
        }

        @Override
        public RemoteListing list() {
            Iterator<String> left = keys.iterator();
            return new RemoteListing() {
                @Override
                public RemoteObject next() {
                    return left.hasNext() ? object(left.next()) : null;
                }

                @Override
                public void close() {}
            };
        }

        private static RemoteObject object(String key) {
            return new RemoteObject(
                    key,
                    key.endsWith("/") ? 0 : bytes(key).length,
                    new Etag("e"),
                    Optional.empty(),
                    Optional.empty(),
                    Instant.EPOCH);
        }

        private static byte[] bytes(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public RemoteContent open(RemoteObject object, long offset, long length) {
            InputStream stream = new ByteArrayInputStream(bytes(object.path()), (int) offset, (int) length);
            return new RemoteContent() {
                @Override
                public InputStream stream() {
                    return stream;
                }

                @Override
                public Optional<Checksum> checksum() {
                    return Optional.empty();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }
}
