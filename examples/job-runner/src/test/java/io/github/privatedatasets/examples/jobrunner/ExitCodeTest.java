// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetChangedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetInUseException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.PinMismatchException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    private static final DatasetUri URI = DatasetUri.parse("s3://b/k.zip");
    private static final Path PLACE = Path.of("/storage");

    /** One failure of every kind there is, with the number a caller is promised for it. */
    static Map<DatasetException, Integer> promised() {
        Map<DatasetException, Integer> promised = new LinkedHashMap<>();
        promised.put(new UnsupportedDatasetException("no source for ftp"), 64);
        promised.put(new EtagMismatchException(URI, Etag.parse("a"), Etag.parse("b")), 65);
        promised.put(new DatasetChangedException(URI, false, PLACE, "a", "b"), 65);
        promised.put(new CorruptArchiveException("k.zip", "cut short", null), 65);
        promised.put(new UnsafeArchiveException("k.zip", List.of("../x: leaves"), 1), 65);
        promised.put(new UnsafeKeysException("s3://b/f/", List.of("a//b: empty name"), 1), 65);
        promised.put(new IntegrityException("s3://b/k", "CRC32C", "a", "b"), 65);
        promised.put(new PinMismatchException(URI, List.of("a: it is gone"), 1), 65);
        promised.put(new DatasetNotFoundException(URI, "404"), 66);
        promised.put(new VersionNotFoundException(URI, "v1", "404"), 66);
        promised.put(new VolumeFullException(ByteSize.ofBytes(1), ByteSize.ofBytes(2), "x"), 73);
        promised.put(new StorageFailureException(PLACE, "is a file", null), 73);
        promised.put(new NameConflictException(PLACE, "s3://b/x", "s3://b/y"), 73);
        promised.put(new StorageBusyException(PLACE, Duration.ofSeconds(1), "host:1"), 75);
        promised.put(new DatasetInUseException(PLACE, List.of("pid 1 on a")), 75);
        promised.put(new SourceUnavailableException("503", null), 75);
        promised.put(new TransferFailedException("s3://b/k", 7, 3, null), 75);
        promised.put(new RevisionChangedException("s3://b/k", "412", null), 75);
        promised.put(new DatasetAccessDeniedException(URI, "anonymous", "403", null), 77);
        return promised;
    }

    @Test
    void givesEveryKindOfFailureItsNumber() {
        assertThat(promised().keySet())
                .extracting(failure -> (Object) failure.getClass())
                .containsExactlyInAnyOrder((Object[]) DatasetException.class.getPermittedSubclasses());
        promised()
                .forEach((failure, number) -> assertThat(ExitCode.of(failure).number())
                        .as(failure.getClass().getSimpleName())
                        .isEqualTo(number));
    }

    @Test
    void saysRetryForExactlyTheRetryableOnes() {
        for (DatasetException failure : promised().keySet()) {
            assertThat(ExitCode.of(failure) == ExitCode.RETRY)
                    .as(failure.getClass().getSimpleName())
                    .isEqualTo(failure.isRetryable());
        }
    }

    @Test
    void takesWhatNobodyForesawForABug() {
        assertThat(ExitCode.of(new IllegalStateException())).isEqualTo(ExitCode.BUG);
        assertThat(ExitCode.of(new IllegalArgumentException())).isEqualTo(ExitCode.BUG);
        assertThat(ExitCode.BUG.number()).isEqualTo(70);
    }

    @Test
    void takesAnInvalidSpecForWrongUse() {
        assertThat(ExitCode.of(new InvalidSpecException("size")).number()).isEqualTo(64);
    }
}
