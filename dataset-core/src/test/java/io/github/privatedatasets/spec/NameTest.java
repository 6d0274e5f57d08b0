// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
    @ParameterizedTest
    @CsvSource({
        "s3://my-bucket/mnist.zip, mnist",
        "s3://my-bucket, my-bucket",
        "s3://my.zip, my.zip",
        "s3://b/a.tar.gz, a",
        "s3://b/a.tar.gz2, a",
        "s3://b/a.TAR.Bz2, a",
        "s3://b/a.tbz, a",
        "s3://b/a.tar.tar, a.tar",
        "s3://b/a.gz, a.gz",
        "s3://b/train.csv, train.csv",
        "s3://b/v1.2/, v1.2",
        "s3://b/x.zip/, x.zip",
        "s3://b/deep/er/set.txz, set",
        "s3://b/data.z\u0131p, data.z\u0131p"
    })
    void isTheLastSegmentWithoutItsArchiveSuffix(String uri, String name) {
        assertThat(DatasetSpec.of(uri).nameWith(ArchiveSuffixes.documented())).hasToString(name);
    }

    @Test
    void knowsTheSuffixesThatWereAdded() {
        ArchiveSuffixes more = ArchiveSuffixes.documented().and(Set.of(".zst", ".tar.zst"));

        assertThat(DatasetSpec.of("s3://b/a.tar.zst").nameWith(more)).hasToString("a");
        assertThat(more.of("A.TAR.ZST")).contains(".tar.zst");
        assertThat(more.of(".zip")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zst", ".", "", ".ZST", ".a/b", ".a b", ".\u00e9"})
    void refusesToAddWhatIsNoSuffix(String suffix) {
        assertThatThrownBy(() -> ArchiveSuffixes.documented().and(Set.of(suffix)))
                .isInstanceOf(InvalidSpecException.class);
    }

    @Test
    void keepsItsSuffixWhereNothingIsExpanded() {
        DatasetSpec spec =
                DatasetSpec.builder("s3://b/a.zip").expand(Expansion.NEVER).build();

        assertThat(spec.nameWith(ArchiveSuffixes.documented())).hasToString("a.zip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://b/..", "s3://b/a/../", "s3://b/.hidden", "s3://b//", "s3://b/a\\b", "s3://b/.tar.zip"})
    void proposesToSetANameWhereTheUriGivesNone(String uri) {
        assertThatThrownBy(() -> DatasetSpec.of(uri).nameWith(ArchiveSuffixes.documented()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("no name can be derived from uri \"s3://b/")
                .hasMessageContaining("set name in the spec");
    }

    @Test
    void hasAtMost255BytesOfUtf8() {
        assertThat(DatasetName.of("é".repeat(127) + "x").value()).hasSize(128);
        assertThatThrownBy(() -> DatasetName.of("é".repeat(128))).hasMessageContaining("is 256 bytes long");
    }

    @Test
    void showsInvisibleCharactersOfARefusedNameAsEscapes() {
        assertThatThrownBy(() -> DatasetName.of("a\u2028b\u202e/\ud83d\ude00"))
                .hasMessageStartingWith("name \"a\\u2028b\\u202e/\ud83d\ude00\" holds a separator");
    }

    @Test
    void makesTheDirectoryWithTheEtag() {
        DatasetName name = DatasetName.of("mnist");

        assertThat(StorageLayout.directoryName(name, Optional.empty())).isEqualTo("mnist");
        assertThat(StorageLayout.directoryName(name, Optional.of("d0e2-3"))).isEqualTo("mnist-d0e2-3");
        assertThat(StorageLayout.mountPath(name)).isEqualTo("/data/mnist");
        assertThat(StorageLayout.teamData(Path.of("/storage"), TeamHandle.of("vision")))
                .isEqualTo(Path.of("/storage/vision/data"));
        assertThatThrownBy(() -> StorageLayout.directoryName(name, Optional.of("x".repeat(250))))
                .hasMessageContaining("name and etag or digest together")
                .hasMessageContaining("is 256 bytes long");
    }
}
