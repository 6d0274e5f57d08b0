// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.nio.file.Path;
import java.util.List;

/**
 * A directory to be bound into a job.
 *
 * @param source the directory on the host
 * @param target the absolute path in the job, such as {@code /data/mnist}
 * @param readOnly whether the job may only read it
 */
public record Mount(Path source, String target, boolean readOnly) {
    /** Refuses a target that is not absolute with {@link InvalidSpecException}. */
    public Mount {
        if (!target.startsWith("/")) {
            throw new InvalidSpecException(
                    "mount target " + PlainText.quoted(target) + " is not absolute: write one such as /data/mnist");
        }
    }

    /**
     * Returns the mount as two arguments of {@code docker run}, {@code --mount} and what it is to mount, for a list such as that of a
     * {@code ProcessBuilder}. They are not quoted for a shell.
     *
     * @throws InvalidSpecException if a path holds a control character, such as a line break
     */
    public List<String> dockerArguments() {
        String from = source.toAbsolutePath().toString();
        return List.of(
                "--mount",
                "type=bind," + CsvField.of("source=" + from) + "," + CsvField.of("target=" + target)
                        + (readOnly ? ",readonly" : ""));
    }
}
