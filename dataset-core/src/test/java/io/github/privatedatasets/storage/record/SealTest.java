// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    @TempDir
    Path directory;

    @Test
    void isWhatTheFileSystemKeepsAndDiffersEachTime() throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Set<Seal> seals = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Seal seal = Seal.setOn(tree);
            assertThat(Seal.of(Files.getLastModifiedTime(tree))).isEqualTo(seal);
            assertThat(Seal.parse(seal.toString())).isEqualTo(seal);
            seals.add(seal);
        }
        assertThat(seals).hasSize(100);
    }

    @Test
    void survivesARenameAndIsBrokenByAChangeOfTheRoot() throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createDirectory(tree.resolve("inner"));
        Seal seal = Seal.setOn(tree);
        Path renamed = Files.move(tree, directory.resolve("renamed"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(Seal.of(Files.getLastModifiedTime(renamed))).isEqualTo(seal);

        Files.createFile(renamed.resolve("added"));

        assertThat(Seal.of(Files.getLastModifiedTime(renamed))).isNotEqualTo(seal);
    }

    @Test
    void readsTimesBefore1970() {
        Seal seal = Seal.of(FileTime.fromMillis(-1500));
        assertThat(seal).hasToString("-2.500000000");
        assertThat(Seal.parse("-2.500000000")).isEqualTo(seal);
        assertThatThrownBy(() -> Seal.parse("12.5")).isInstanceOf(IllegalArgumentException.class);
    }
}
