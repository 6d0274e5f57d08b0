// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetPinTest {
    private static final Instant THEN = Instant.parse("2026-11-22T08:00:00.123456789Z");
    private static final DatasetUri FOLDER = DatasetUri.parse("s3://b/a folder/");

    private final DatasetPin folder = DatasetPin.ofFolder(
            FOLDER,
            List.of("**/*.jpg", "100%"),
            List.of("ä b"),
            List.of(
                    object("a b.jpg", 5, "e1", Optional.of("v1")),
                    object("日本/\u0001\n.jpg", 0, "e-2", Optional.empty()),
                    object("-", 1L << 50, "%41", Optional.of("-"))));

    @Test
    void writesAFolderAsLinesOfAsciiText() {
        assertThat(folder.lines())
                .containsExactly(
                        "private-datasets pin 1",
                        "folder s3://b/a%20folder/",
                        "include **/*.jpg",
                        "include 100%25",
                        "exclude %C3%A4%20b",
                        "o 5 e1 v1 2026-11-22T08:00:00.123456789Z a%20b.jpg",
                        "o 0 e-2 - 2026-11-22T08:00:00.123456789Z %E6%97%A5%E6%9C%AC/%01%0A.jpg",
                        "o 1125899906842624 %2541 %2D 2026-11-22T08:00:00.123456789Z -",
                        // Of the lines before, each with a line feed: as sha256sum tells it of a file.
                        "total 3 sha256:2bdf3e02cab6aafdc705160be6026041e6b1bb842e786727e8fde927c6825130");
    }

    @Test
    void readsBackWhatItWrote() {
        DatasetPin single =
                DatasetPin.ofObject(DatasetUri.parse("s3://b/k "), object("k ", 5, "e1", Optional.of("null")));

        assertThat(DatasetPin.parse(lines(folder).stream())).isEqualTo(folder).hasSameHashCodeAs(folder);
        assertThat(DatasetPin.parse(lines(single).stream())).isEqualTo(single).isNotEqualTo(folder);
    }

    @Test
    void everyPartOfAPinIsNoPin() {
        List<String> lines = lines(folder);
        for (int length = 0; length < lines.size(); length++) {
            List<String> part = lines.subList(0, length);
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> DatasetPin.parse(part.stream()))
                    .withMessageContaining("it is not whole")
                    .satisfies(e -> assertThat(e.line()).hasValue(part.size() + 1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|private-datasets pin 2|this is no pin, or one of another version",
                "2|bucket s3://b/|folder or object",
                "2|folder b|scheme",
                "2|folder  s3://b/|3 fields",
                "3|include a%2|two hexadecimal digits",
                "6|o 5 e1 v1 2026-11-22T08:00:00Z|5 fields",
                "6|o -5 e1 v1 2026-11-22T08:00:00Z a|size \"-5\" is none",
                "6|o 99999999999999999999 e1 v1 2026-11-22T08:00:00Z a|is none",
                "6|o 5 %22 v1 2026-11-22T08:00:00Z a|etag",
                "6|o 5 e1 v1 yesterday a|time \"yesterday\" is none",
                "6|o 5 e1 v1 2026-11-22T08:00:00Z ä|no printable ASCII",
                "6|o 5 e1 v1 2026-11-22T08:00:00Z %FF|no UTF-8",
                "6|O 5 e1 v1 2026-11-22T08:00:00Z a|the pin was changed",
                "9|total 2 sha256:00|the pin was changed",
            })
    void saysInWhichLineItIsWrong(int line, String text, String problem) {
        List<String> lines = lines(folder);
        lines.set(line - 1, text);
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetPin.parse(lines.stream()))
                .satisfies(e -> assertThat(e.line()).hasValue(line))
                .withMessageStartingWith(line + ":1: ")
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "2, a%20folder, another",
        "3, jpg, png",
        "6, e1, e3",
        "6, v1, v2",
        "6, o 5, o 6",
        "6, 2026, 2025",
        "6, a%20b, c%20d"
    })
    void whateverWasChangedShowsInTheTotal(int line, String was, String is) {
        List<String> lines = lines(folder);
        lines.set(line - 1, lines.get(line - 1).replace(was, is));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetPin.parse(lines.stream()))
                .withMessageContaining("the pin was changed")
                .satisfies(e -> assertThat(e.line()).hasValue(9));
    }

    @Test
    void nothingFollowsTheTotal() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetPin.parse(Stream.concat(lines(folder).stream(), Stream.of(""))))
                .withMessageContaining("more after the total");
    }

    @Test
    void theDigestIsOfTheContentWhereverItLies() {
        assertThat(DatasetPin.ofFolder(DatasetUri.parse("s3://copy/"), List.of(), List.of(), folder.objects())
                        .digest())
                .isEqualTo(folder.digest())
                .matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void refusesSizesThatNoStoreCanHave() {
        List<PinnedObject> huge =
                List.of(object("a", Long.MAX_VALUE, "e", Optional.empty()), object("b", 1, "e", Optional.empty()));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetPin.ofFolder(FOLDER, List.of(), List.of(), huge))
                .withMessageContaining("the sizes of the objects come to more than 9223372036854775807 bytes");
        assertThat(folder.sizeBytes()).isEqualTo((1L << 50) + 5);
    }

    @Test
    void pinsASpecOfTheSameFolderAndGlobs() {
        DatasetSpec spec = DatasetSpec.builder("s3://b/a folder")
                .include(folder.include())
                .exclude(folder.exclude())
                .name("data")
                .build();

        DatasetSpec pinned = spec.pinnedTo(folder);
        assertThat(pinned.pin()).contains(folder);
        assertThat(pinned.name()).isEqualTo(spec.name());
        assertThat(pinned)
                .isNotEqualTo(spec)
                .hasToString("DatasetSpec[s3://b/a folder, name=data, pinned to " + folder.digest() + ", shared]");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetSpec.of("s3://b/a folder").pinnedTo(folder))
                .withMessageContaining("the pin is of s3://b/a folder/ with include **/*.jpg; 100%");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetSpec.of("s3://b/other/").pinnedTo(folder))
                .withMessageContaining("s3://b/other/");
    }

    @Test
    void staysWithASpecThatIsBuiltUponAsFarAsItFits() {
        DatasetSpec pinned = DatasetSpec.builder("s3://b/a folder")
                .include(folder.include())
                .exclude(folder.exclude())
                .build()
                .pinnedTo(folder);

        DatasetSpec withKeys =
                pinned.toBuilder().credentials(Credentials.of("id", "key")).build();
        assertThat(withKeys.pin()).contains(folder);
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> withKeys.toBuilder().include(List.of("*")).build())
                .withMessageContaining("the pin is of s3://b/a folder/ with include **/*.jpg; 100%");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetSpec.of("s3://b/f")
                        .pinnedTo(DatasetPin.ofFolder(
                                DatasetUri.parse("s3://b/f/"), List.of(), List.of(), folder.objects()))
                        .toBuilder()
                        .etag("e")
                        .build())
                .withMessageContaining("the pin is of the folder s3://b/f/");
    }

    @Test
    void pinningASpecOfAnObjectWritesEtagAndVersionIntoIt() {
        DatasetPin object = DatasetPin.ofObject(DatasetUri.parse("s3://b/k"), object("k", 5, "e1", Optional.of("v1")));

        assertThat(DatasetSpec.of("s3://b/k").pinnedTo(object))
                .isEqualTo(DatasetSpec.builder("s3://b/k")
                        .etag("e1")
                        .versionId("v1")
                        .build());
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(
                        () -> DatasetSpec.builder("s3://b/k").etag("e2").build().pinnedTo(object))
                .withMessageContaining("the pin is of etag \"e1\" and version \"v1\"");
    }

    private static List<String> lines(DatasetPin pin) {
        List<String> lines = new ArrayList<>();
        pin.lines().forEach(lines::add);
        return lines;
    }

    private static PinnedObject object(String path, long size, String etag, Optional<String> version) {
        return new PinnedObject(path, size, new Etag(etag), version, THEN);
    }
}
