// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.contract.Expanded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One small archive of each format, cut at every byte and with every bit flipped: it is refused, or its tree is the whole one. */
class DamageTest {
    private static FuzzedExpansion expansion;

    @BeforeAll
    static void start() throws IOException {
        expansion = FuzzedExpansion.start();
    }

    @AfterAll
    static void end() throws IOException {
        expansion.close();
    }

    @Test
    void aCutAnywhereIsNoticed() throws Exception {
        for (Map.Entry<String, byte[]> small : Seeds.smallest().entrySet()) {
            byte[] archive = small.getValue();
            List<Integer> taken = new ArrayList<>();
            for (int length = 0; length < archive.length; length++) {
                if (expansion.expand(Arrays.copyOf(archive, length), small.getKey())) {
                    taken.add(length);
                }
            }
            // A tar may end without its blocks of zeros; nothing else may end early.
            assertThat(taken)
                    .as(small.getKey())
                    .allMatch(length -> small.getKey().equals(".tar") && length >= 1024);
        }
    }

    @Test
    void aCutBehindAZipInAZipIsNoticed() throws Exception {
        byte[] archive = Seeds.zipInAZip();
        List<Integer> taken = new ArrayList<>();
        for (int length = 0; length < archive.length; length++) {
            if (expansion.expand(Arrays.copyOf(archive, length), ".zip")) {
                taken.add(length);
            }
        }
        assertThat(taken).isEmpty();
        assertThat(expansion.expand(archive, ".zip")).isTrue();
    }

    @Test
    void noFlippedBitOfCompressedDataChangesTheTree() throws Exception {
        for (String suffix : List.of(".tar.gz", ".tar.bz2", ".tar.xz")) {
            assertThat(unnoticed(suffix, at -> true)).as(suffix).isEmpty();
        }
    }

    @Test
    void noFlippedBitLosesTheSecondOfTwoStreams() throws Exception {
        for (Map.Entry<String, byte[]> both : Seeds.inTwoStreams().entrySet()) {
            assertThat(unnoticed(both.getValue(), both.getKey(), at -> true))
                    .as(both.getKey())
                    .isEmpty();
        }
    }

    @Test
    void aFlippedBitOfAZipChangesNoNameOrContent() throws Exception {
        byte[] zip = Seeds.smallest().get(".zip");
        // Nothing covers the attributes, of which the type of Unix is one.
        int directory = zip.length - 22 - 46 - 1;
        assertThat(unnoticed(".zip", at -> at != directory + 5 && at != directory + 41))
                .isEmpty();
    }

    /** A sum notices any one bit: not all need be tried. */
    @Test
    void aFlippedBitOfATarsHeaderChangesNothing() throws Exception {
        assertThat(unnoticed(".tar", at -> at < 512 && at % 4 == 0)).isEmpty();
    }

    /** Returns where a flipped bit was not noticed, and changed names or contents. */
    private static List<String> unnoticed(String suffix, IntPredicate covered) throws Exception {
        return unnoticed(Seeds.smallest().get(suffix), suffix, covered);
    }

    private static List<String> unnoticed(byte[] archive, String suffix, IntPredicate covered) throws Exception {
        Map<String, String> whole = new TreeMap<>();
        assertThat(expansion.expand(archive, suffix, tree -> whole.putAll(tree(tree))))
                .isTrue();
        List<String> unnoticed = new ArrayList<>();
        for (int bit = 0; bit < 8 * archive.length; bit++) {
            byte[] flipped = archive.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            String place = "bit " + bit % 8 + " of byte " + bit / 8;
            if (covered.test(bit / 8)) {
                expansion.expand(flipped, suffix, tree -> {
                    if (!whole.equals(tree(tree))) {
                        unnoticed.add(place + ": " + tree(tree));
                    }
                });
            }
        }
        return unnoticed;
    }

    private static Map<String, String> tree(Path tree) throws IOException {
        return new TreeMap<>(Expanded.tree(tree));
    }
}
