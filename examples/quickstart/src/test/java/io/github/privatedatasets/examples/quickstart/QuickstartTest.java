// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    private static Path home;

    private static List<String> printed;

    @BeforeAll
    static void run() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Quickstart.run(home, new PrintStream(out, true, StandardCharsets.UTF_8));
        printed = out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void downloadsFirstAndReusesSharedDatasetsAfterwards() {
        assertThat(mounts("/data/mnist")).containsExactly("shared, downloaded, files: 3", "shared, reused, files: 3");
        assertThat(mounts("/data/images")).containsExactly("shared, downloaded, files: 2", "shared, reused, files: 2");
        assertThat(mounts("/data/my-dataset"))
                .containsExactly(
                        "shared, downloaded, files: 2",
                        "shared, downloaded, files: 1",
                        "shared, reused, files: 2",
                        "dynamic, downloaded, files: 2",
                        "shared, reused, files: 2",
                        "shared, reused, files: 1",
                        "shared, reused, files: 2",
                        "dynamic, downloaded, files: 2");
    }

    @Test
    void publishesWhereThePathTableSays() {
        Path data = home.resolve("storage/team-vision/data");

        assertThat(data.resolve("mnist/train/0.txt")).hasContent("zero");
        assertThat(data.resolve("my-dataset/rows.csv")).hasContent("a,b");
        assertThat(data.resolve("images/more/dog.txt")).hasContent("a dog");
        assertThat(withEtag())
                .singleElement()
                .satisfies(name -> assertThat(data.resolve(name + "/rows.csv")).hasContent("a,b,c"));
    }

    @Test
    void printsTheTree() {
        assertThat(printed)
                .containsSubsequence(
                        home.resolve("storage") + "/",
                        "  team-vision/",
                        "    data/",
                        "      images/",
                        "        cat.txt",
                        "      mnist/",
                        "        labels.csv",
                        "        train/",
                        "          0.txt",
                        "      my-dataset/",
                        "        rows.csv");
    }

    @Test
    void warnsOfTheOddSpellingAndOfSharedStorageWithoutAnEtag() {
        assertThat(printed)
                .anySatisfy(line ->
                        assertThat(line).startsWith("warning: my-dataset: ").contains("ur"));
        assertThat(printed)
                .anySatisfy(
                        line -> assertThat(line).startsWith("warning: mnist: ").contains("etag"));
    }

    @Test
    void removesEphemeralVolumes() throws Exception {
        try (Stream<Path> left = Files.walk(home.resolve("scratch"))) {
            assertThat(left.map(path -> path.getFileName().toString())).doesNotContain("rows.csv");
        }
    }

    private static List<String> withEtag() {
        return printed.stream()
                .map(String::strip)
                .filter(line -> line.matches("my-dataset-[0-9a-f]{32}/"))
                .toList();
    }

    private static List<String> mounts(String mountPath) {
        return printed.stream()
                .filter(line -> line.startsWith(mountPath + " <- "))
                .map(line -> line.substring(line.indexOf('(') + 1, line.length() - 1))
                .toList();
    }
}
