// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetUri;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a message shows is also there as a value. */
class AccessorsTest {
    private static final DatasetUri URI = DatasetUri.parse("s3://b/k");
    private static final Path PATH = Path.of("/storage/team/data/k");

    @Test
    void tellWhatTheStoreAnswered() {
        assertThat(new DatasetNotFoundException(URI, "HTTP 404").found()).isEqualTo("HTTP 404");
        assertThat(new VersionNotFoundException(URI, "v", "HTTP 404").found()).isEqualTo("HTTP 404");
        assertThat(new RevisionChangedException("k", "HTTP 412", null).found()).isEqualTo("HTTP 412");
        DatasetAccessDeniedException denied =
                new DatasetAccessDeniedException(URI, "anonymous", "HTTP 403", "add keys", null);
        assertThat(denied.found()).isEqualTo("HTTP 403");
        assertThat(denied.remedy()).isEqualTo("add keys");
        assertThat(denied).hasMessage("access to s3://b/k was denied to anonymous: HTTP 403; add keys");
    }

    @Test
    void tellWhereAndHowOften() {
        assertThat(new StorageBusyException(PATH, Duration.ZERO, "pid 1").path())
                .isEqualTo(PATH);
        assertThat(new TransferFailedException("k", 7, 5, null).attempts()).isEqualTo(5);
    }

    @Test
    void tellWhatIsWrong() {
        assertThat(new IntegrityException("k", "CRC32C", "a", "b").what()).isEqualTo("CRC32C");
        assertThat(new CorruptArchiveException("k.zip", "it ends at byte 7", null).reason())
                .isEqualTo("it ends at byte 7");
        assertThat(new StorageFailureException(PATH, "it is full", null).problem())
                .isEqualTo("it is full");
    }
}
