// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.ArchiveSuffixes;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.StorageLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the README, and the pages its tables went to, to the code. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static String readme;

    @BeforeAll
    static void read() throws Exception {
        readme = Files.readString(ROOT.resolve("README.md"))
                + Files.readString(ROOT.resolve("docs/spec.md"))
                + Files.readString(ROOT.resolve("docs/errors.md"));
    }

    @Test
    void showsJavaThatCompiles() throws Exception {
        String source = Files.readString(
                Path.of("src/test/java", ReadmeSnippets.class.getName().replace('.', '/') + ".java"));
        // The formatter breaks lines where it must; the README where it reads well.
        assertThat(blocks("java"))
                .usingElementComparator(Comparator.comparing(ReadmeTest::withSingleBlanks))
                .isEqualTo(between(source, "// snippet\n", "// end"));
    }

    private static String withSingleBlanks(String code) {
        return code.strip().replaceAll("\\s+", " ");
    }

    @Test
    void showsAUnitTestThatPasses(@TempDir Path directory) throws Exception {
        ReadmeSnippets.testWithoutAStore(directory);
    }

    @Test
    void showsASpecThatIsOne() {
        assertThat(blocks("yaml"))
                .singleElement()
                .satisfies(text -> assertThat(DatasetSpecs.parse(text)).hasSize(1));
    }

    @Test
    void showsTheVersionOfThePom() throws Exception {
        String version = between(Files.readString(ROOT.resolve("pom.xml")), "<version>", "</version>")
                .get(0);

        assertThat(blocks("xml")).singleElement().asString().contains("<version>" + version + "</version>");
    }

    @Test
    void showsTwoCommandsThatStartWithMvn() {
        List<String> commands = blocks("sh").subList(0, 2);

        assertThat(commands)
                .allSatisfy(command -> assertThat(command).startsWith("mvn ").hasLineCount(1));
    }

    @Test
    void namesEveryKeyWithAnExampleThatIsTaken() {
        for (List<String> row : table("key")) {
            String key = unquoted(row.get(0));
            String partner = key.startsWith("aws") && !key.equals("awsEndpoint")
                    ? "awsAccessKeyId: id\nawsSecretAccessKey: key\n".replaceFirst(key + ": .*\n", "")
                    : "";
            String folder = key.endsWith("clude") ? "folder/" : "object.zip";
            String text = (key.equals("uri") ? "" : "uri: s3://b/" + folder + "\n") + partner + key + ": "
                    + unquoted(row.get(1));

            assertThat(DatasetSpecs.parse(text))
                    .as(text)
                    .singleElement()
                    .satisfies(spec -> assertThat(spec.warnings()).isEmpty());
        }
    }

    @Test
    void tellsNamesAndPathsAsTheyAre() {
        for (List<String> row : table("URI")) {
            DatasetUri uri = DatasetUri.parse(unquoted(row.get(0)));
            DatasetName name = DatasetName.derivedFrom(uri, ArchiveSuffixes.documented());

            assertThat(unquoted(row.get(1))).isEqualTo(name.value());
            assertThat(unquoted(row.get(2)))
                    .isEqualTo("TEAM/data/" + StorageLayout.directoryName(name, Optional.empty()));
            assertThat(unquoted(row.get(3)))
                    .isEqualTo(
                            uri.isFolder() ? "" : "TEAM/data/" + StorageLayout.directoryName(name, Optional.of("f00")));
        }
    }

    @Test
    void namesEverySuffix() {
        assertThat(table("suffix")).extracting(row -> unquoted(row.get(0))).isEqualTo(ArchiveSuffixes.DOCUMENTED);
    }

    @Test
    void tellsSizesAsTheyAre() {
        for (List<String> row : table("text")) {
            assertThat(ByteSize.parse(unquoted(row.get(0))).bytes()).isEqualTo(Long.parseLong(row.get(1)));
        }
    }

    @Test
    void namesEveryErrorAndWhetherItIsRetryable() {
        List<List<String>> expected = ExitCodeTest.promised().keySet().stream()
                .map(failure ->
                        List.of("`" + failure.getClass().getSimpleName() + "`", failure.isRetryable() ? "yes" : "no"))
                .toList();

        assertThat(table("exception"))
                .extracting(row -> row.subList(0, 2))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void namesEveryExitCode() {
        assertThat(table("exit code"))
                .isEqualTo(Arrays.stream(ExitCode.values())
                        .map(code -> List.of(String.valueOf(code.number()), code.meaning()))
                        .toList());
    }

    private static List<String> blocks(String language) {
        return between(readme, "```" + language + "\n", "```");
    }

    /** Returns the rows of the table whose first column has this title. */
    private static List<List<String>> table(String title) {
        List<List<String>> rows = readme.lines()
                .dropWhile(line -> !line.startsWith("| " + title + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
        assertThat(rows).as("table of " + title).isNotEmpty();
        return rows;
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    private static List<String> between(String text, String start, String end) {
        return Pattern.compile(start + "(.*?)" + end, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
