// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What staging logs. Here, since the core's tests have no logger. */
class LogLinesTest {
    @TempDir
    Path directory;

    @Test
    void areOneLineEachWhateverNamesHold() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/a\u2028b\u202ec.csv", "x");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger("io.github.privatedatasets");
        Level before = root.getLevel();
        root.setLevel(Level.INFO);
        root.addAppender(log);
        try (DatasetStager stager = DatasetStager.forTesting(directory, source)) {
            stager.stage(DatasetSpec.of("s3://b/a\u2028b\u202ec.csv")).close();
            stager.stage(DatasetSpec.of("s3://b/a\u2028b\u202ec.csv")).close();
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("test/a\\u2028b\\u202ec.csv: shared storage without an etag"))
                .anyMatch(line -> line.startsWith("test/a\\u2028b\\u202ec.csv: reuses "))
                .noneMatch(line -> line.matches("(?s).*[\\p{Zl}\\p{Cf}].*"));
    }
}
