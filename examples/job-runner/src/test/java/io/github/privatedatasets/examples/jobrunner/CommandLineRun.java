// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What one run of the command line, in this JVM, ended with. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(String... args) {
        return withInput("", args);
    }

    static CommandLineRun withInput(String input, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = JobRunner.execute(
                args,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    /** Reads standard output as one JSON array of objects. JSON is a part of YAML 1.2, and nothing but that array may be there. */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> json() {
        return (List<Map<String, Object>>) new Load(LoadSettings.builder().build()).loadFromString(out);
    }

    /** Returns the {@code error:} lines. */
    List<String> errors() {
        return err.lines().filter(line -> line.startsWith("error: ")).toList();
    }
}
