// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameFoldingTest {
    @TempDir
    private Path temp;

    @Test
    void findsOutWhatThisFileSystemDoesAndLeavesNothing() throws IOException {
        NameFolding folding = NameFolding.probe(temp);

        assertThat(temp).isEmptyDirectory();
        Files.createFile(temp.resolve("name"));
        assertThat(folding.ofCase()).isEqualTo(Files.exists(temp.resolve("NAME")));
    }

    @Test
    void foldsWhatMeetsOnSuchAFileSystem() {
        NameFolding both = new NameFolding(true, true);
        assertThat(both.fold("STRASSE")).isEqualTo(both.fold("stra\u00dfe"));
        assertThat(both.fold("\u212a")).isEqualTo(both.fold("k"));
        assertThat(both.fold("E\u0301")).isEqualTo(both.fold("\u00e9"));

        NameFolding neither = new NameFolding(false, false);
        assertThat(neither.fold("A")).isNotEqualTo(neither.fold("a"));
        assertThat(neither.fold("e\u0301")).isNotEqualTo(neither.fold("\u00e9"));
    }
}
