// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTest {
    @TempDir
    Path directory;

    @Test
    void stagesWhatItServesAndChecksIt() throws Exception {
        String report = run("--rows", "tar-gz-many,folder-tiny");

        assertThat(report)
                .contains("**tar-gz-many**")
                .contains("files of", "**folder-tiny**")
                .containsPattern("\\| \\*\\*private-datasets\\*\\* \\| [0-9.]+ \\([0-9.]+\\) \\|");
        assertThat(directory.resolve("target")).isEmptyDirectory();
    }

    @Test
    void refusesATreeThatIsNotWhatWasPacked() throws Exception {
        Path bucket = directory.resolve("work/scale-0.002");
        Tree tree = new Bucket(bucket).prepare(Row.named("zip-few").orElseThrow(), 0.002);
        new Tree(tree.files(), tree.sizeBytes(), "0".repeat(64)).save(bucket.resolve("zip-few.tree"));

        assertThatThrownBy(() -> run("--rows", "zip-few")).hasMessageContaining(tree.digest());
    }

    private String run(String... more) throws Exception {
        Files.createDirectories(directory.resolve("target"));
        List<String> args = new ArrayList<>(List.of(
                "--work", directory.resolve("work").toString(),
                "--target", directory.resolve("target").toString(),
                "--scale", "0.002",
                "--runs", "1",
                "--server", "java",
                "--peers", "no"));
        args.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Benchmark.run(Options.parse(args), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
