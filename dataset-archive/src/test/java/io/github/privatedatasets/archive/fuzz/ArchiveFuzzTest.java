// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Archives that a fuzzer makes: no more than a typed error comes of them, and nothing but a tree. A build runs the seeds, and whatever a
 * fuzzer has found before; how to fuzz is told in CONTRIBUTING.
 */
class ArchiveFuzzTest {
    private static FuzzedExpansion expansion;

    @BeforeAll
    static void start() throws IOException {
        expansion = FuzzedExpansion.start();
    }

    @AfterAll
    static void end() throws IOException {
        expansion.close();
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#tars")
    @FuzzTest
    void tar(byte[] bytes) throws Exception {
        expansion.expand(TarRecipe.mended(bytes), ".tar");
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#recipes")
    @FuzzTest
    void tarByRecipe(byte[] bytes) throws Exception {
        expansion.expand(TarRecipe.bake(bytes), ".tar");
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#compressedTars")
    @FuzzTest
    void compressedTar(byte[] bytes) throws Exception {
        expansion.expand(bytes, ".tar.gz");
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#zips")
    @FuzzTest
    void zip(byte[] bytes) throws Exception {
        expansion.expand(bytes, ".zip", tree -> JdkZip.requireSame(bytes, tree));
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#recipes")
    @FuzzTest
    void zipByRecipe(byte[] bytes) throws Exception {
        byte[] zip = ZipRecipe.bake(bytes);
        expansion.expand(zip, ".zip", tree -> JdkZip.requireSame(zip, tree));
    }

    @Test
    void recipesMakeArchivesOfWhichManyAreTakenAndManyRefused() throws Exception {
        int tars = 0;
        int zips = 0;
        Random random = new Random(11);
        for (int i = 0; i < 150; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            tars += expansion.expand(TarRecipe.bake(bytes), ".tar") ? 1 : 0;
            byte[] zip = ZipRecipe.bake(bytes);
            zips += expansion.expand(zip, ".zip", tree -> JdkZip.requireSame(zip, tree)) ? 1 : 0;
        }
        assertThat(tars).isBetween(10, 140);
        assertThat(zips).isBetween(10, 140);
    }

    @Test
    void refusesOrTakesWholeEveryArchiveCutAtAnyByteOrWithAnyByteChanged() throws Exception {
        for (Map.Entry<String, List<byte[]>> seeds : Seeds.bySuffix().entrySet()) {
            for (byte[] archive : seeds.getValue()) {
                for (int i = 0; i < archive.length; i += 1 + archive.length / 60) {
                    expansion.expand(Arrays.copyOf(archive, i), seeds.getKey());
                    byte[] changed = archive.clone();
                    changed[i] ^= (byte) (1 << (i % 8));
                    expansion.expand(changed, seeds.getKey());
                }
            }
        }
    }
}
