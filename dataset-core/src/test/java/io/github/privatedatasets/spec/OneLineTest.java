// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What names of others look like in messages. */
class OneLineTest {
    private static final String TAG_THEN_DIGIT = Character.toString(0xe0001) + "1";

    @Test
    void escapesWhatBreaksTheLineOrTurnsTheTextAround() {
        assertThat(OneLine.of("a\nb\u2028c\u2029d\u202ee\u0085\ud800f"))
                .isEqualTo("a\\u000ab\\u2028c\\u2029d\\u202ee\\u0085\\ud800f");
    }

    @Test
    void leavesLettersOfAnyScriptAsTheyAre() {
        assertThat(OneLine.of("d\u00fcr \u6570\u636e \ud83d\ude00 \\u0041"))
                .isEqualTo("d\u00fcr \u6570\u636e \ud83d\ude00 \\u0041");
    }

    @Test
    void tellsALongEscapeFromAShortOneAndADigit() {
        assertThat(OneLine.of(TAG_THEN_DIGIT)).isEqualTo("\\U000e00011");
        assertThat(new UnsupportedDatasetException(TAG_THEN_DIGIT)).hasMessage("\\U000e00011");
        assertThat(new StorageFailureException(Path.of("/storage"), TAG_THEN_DIGIT, null))
                .hasMessageContaining("\\U000e00011");
    }

    @Test
    void cutsByWholeCharacters() {
        assertThat(OneLine.of("\ud83d\ude00\ud83d\ude00\u2028", 2)).isEqualTo("\ud83d\ude00\ud83d\ude00...");
        assertThat(OneLine.of("\ud83d\ude00\ud83d\ude00\u2028", 3)).isEqualTo("\ud83d\ude00\ud83d\ude00\\u2028");
    }

    @Test
    void isWhatEveryMessageAboutASpecIs() {
        assertThat(new InvalidSpecException("a\u2028b\u202ec")).hasMessage("a\\u2028b\\u202ec");
        DatasetPin pin =
                DatasetPin.ofFolder(DatasetUri.parse("s3://b/\u2028f/"), List.of(), List.of("\u202e*"), List.of());
        assertThatThrownBy(() -> DatasetSpec.of("s3://b/\u2028g/").pinnedTo(pin))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("s3://b/\\u2028f/ with exclude \\u202e*,")
                .hasMessageContaining("s3://b/\\u2028g/");
        assertThatThrownBy(() -> DatasetSpecs.parse("- uri: x", "job\u2028.yaml"))
                .hasMessageStartingWith("job\\u2028.yaml:1:8: ");
    }
}
