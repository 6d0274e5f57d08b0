// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The names of a store's objects, against a map that remembers them all. */
class ObjectNamesProperties {
    private static final String DIRECTORY = "dir";

    @Property(tries = 150)
    void refusesWhatAMapOfAllNamesWouldInTheStoresOrder(@ForAll("keys") List<String> keys) throws IOException {
        keys.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        refusesWhatAMapOfAllNamesWould(keys);
    }

    @Property(tries = 150)
    void refusesWhatAMapOfAllNamesWouldInAnyOrder(@ForAll("keys") List<String> keys) throws IOException {
        refusesWhatAMapOfAllNamesWould(keys);
    }

    private static void refusesWhatAMapOfAllNamesWould(List<String> keys) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        List<String> refused = new ArrayList<>();
        for (String key : keys) {
            if (!isTaken(key, expected)) {
                refused.add(key);
            }
        }
        Path root = Files.createTempDirectory("objects");
        try (TreeWriter writer = TreeWriter.openForObjects(
                root,
                ByteBudget.of(Optional.empty()),
                TreeLimits.defaults(),
                warning -> {},
                (offenders, count) -> new UnsafeKeysException("s3://b/f/", offenders, count))) {
            for (String key : keys) {
                add(writer, key);
            }
            writer.finish();

            assertThat(refused).isEmpty();
            assertThat(Expanded.tree(root)).isEqualTo(expected);
        } catch (UnsafeKeysException e) {
            assertThat(e.offenders().stream().map(offender -> offender.substring(0, offender.indexOf(": "))))
                    .containsExactlyElementsOf(refused);
        } finally {
            TreeDeleter.delete(root);
        }
    }

    private static void add(TreeWriter writer, String key) throws IOException {
        if (key.endsWith("/")) {
            writer.directory(key, EntryAttributes.PLAIN);
        } else {
            writer.file(key, EntryAttributes.PLAIN, new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static boolean isTaken(String key, Map<String, String> tree) {
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            if (!tree.computeIfAbsent(key.substring(0, slash), above -> DIRECTORY)
                    .equals(DIRECTORY)) {
                return false;
            }
        }
        return key.endsWith("/") || tree.putIfAbsent(key, key) == null;
    }

    @Provide
    Arbitrary<List<String>> keys() {
        // Around the slash (0x2F) in ASCII, and where UTF-8 and UTF-16 have another order.
        Arbitrary<String> segment = Arbitraries.of("a", "a-", "a.", "a0", "b", "\uff5e", "\ud83d\ude00");
        Arbitrary<String> path = segment.list().ofMinSize(1).ofMaxSize(3).map(segments -> String.join("/", segments));
        return Arbitraries.frequencyOf(Tuple.of(4, path), Tuple.of(1, path.map(p -> p + "/")))
                .list()
                .ofMaxSize(12)
                .map(ArrayList::new);
    }
}
