package io.github.privatedatasets.spec;

import java.nio.file.Path;

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
}
