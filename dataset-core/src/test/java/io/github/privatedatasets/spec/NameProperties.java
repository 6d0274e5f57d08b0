// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A name, wherever it comes from, is one segment in the directory it is put into, or is refused. */
class NameProperties {
    private static final Path DIRECTORY = Path.of("/storage/team/data");

    @Property(tries = 3000)
    void aNameNeverLeavesItsDirectory(@ForAll("texts") String text) {
        try {
            requireOneSegment(DatasetName.of(text).value());
        } catch (InvalidSpecException e) {
            assertThat(e.getMessage()).contains("write");
        }
    }

    @Property
    void aTeamNeverLeavesTheRoot(@ForAll("texts") String text) {
        try {
            Path data = StorageLayout.teamData(Path.of("/storage"), TeamHandle.of(text));
            assertThat(data.normalize().getParent().getParent()).isEqualTo(Path.of("/storage"));
        } catch (InvalidSpecException e) {
            assertThat(e.getMessage()).startsWith("team ");
        }
    }

    @Property(tries = 3000)
    void aDerivedNameNeverLeavesItsDirectory(@ForAll("texts") String key) {
        try {
            requireOneSegment(DatasetName.derivedFrom(DatasetUri.parse("s3://b/" + key), ArchiveSuffixes.documented())
                    .value());
        } catch (InvalidSpecException e) {
            assertThat(e.getMessage()).contains("uri ");
        }
    }

    @Property(tries = 3000)
    void nameAndEtagTogetherStayOneSegment(@ForAll("texts") String name, @ForAll("texts") String etag) {
        try {
            requireOneSegment(StorageLayout.directoryName(
                    DatasetName.of(name), Optional.of(Etag.parse(etag).value())));
        } catch (InvalidSpecException e) {
            assertThat(e.getMessage()).containsAnyOf("name", "etag");
        }
    }

    @Property
    void aUriIsReadBackAsItIsShown(@ForAll("texts") String key) {
        try {
            DatasetUri uri = DatasetUri.parse("s3://bucket/" + key);
            assertThat(DatasetUri.parse(uri.toString())).isEqualTo(uri);
            assertThat(uri.key()).isEqualTo(key);
        } catch (InvalidSpecException e) {
            assertThat(PlainText.isPlain(key)).isFalse();
        }
    }

    @Property
    void aQuotedTextStaysOnOneLine(@ForAll String text) {
        assertThat(PlainText.quoted(text))
                .hasSizeLessThan(900)
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                .startsWith("\"")
                .endsWith("\"");
    }

    private static void requireOneSegment(String name) {
        assertThat(DIRECTORY.resolve(name).normalize().getParent()).isEqualTo(DIRECTORY);
        assertThat(DIRECTORY.resolve(name).getFileName()).hasToString(name);
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 255);
        assertThat(name).doesNotStartWith(".");
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> parts = Arbitraries.of(
                "..",
                ".",
                "/",
                "\\",
                "a",
                "mnist",
                ".zip",
                ".tar.gz",
                "-",
                " ",
                "\u0000",
                "\n",
                "\u202e",
                "\u2028",
                "é",
                "\ud83d\ude00",
                "~",
                "C:",
                "%2e",
                "x".repeat(200),
                "é".repeat(100));
        return Arbitraries.oneOf(
                parts.list().ofMinSize(1).ofMaxSize(6).map(p -> String.join("", p)),
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(40));
    }
}
