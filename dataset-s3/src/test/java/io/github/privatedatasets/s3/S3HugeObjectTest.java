// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.storage.EphemeralVolumes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An object that is larger than the heap is staged by a process with {@code -Xmx128m}, and every byte is asked for once.
 *
 * <p>{@code -Ds3.huge=100} stages one of 100 GiB (see CONTRIBUTING) without the disk for it: of what is written of the file, the file system
 * gets back all but about the last GiB, by {@code fallocate} of util-linux.
 */
class S3HugeObjectTest {
    private static final int GIB = Integer.getInteger("s3.huge", 0);
    private static final long SIZE = GIB == 0 ? 200L << 20 : (long) GIB << 30;

    @TempDir
    Path directory;

    @Test
    void isStagedWithAHeapOf128MiB() throws Exception {
        stage(SIZE, "-Xmx128m");
    }

    @Test
    void isStagedWhereThereIsLittleMemoryOutsideOfTheHeap() throws Exception {
        stage(64L << 20, "-Xmx128m", "-XX:MaxDirectMemorySize=10m");
    }

    private void stage(long size, String... options) throws Exception {
        long begun = System.nanoTime();
        try (GeneratedObject object = new GeneratedObject(size)) {
            long served = System.nanoTime();
            Path told = directory.resolve("told");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(options));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    S3HugeObjectTest.class.getName(),
                    Files.createDirectory(directory.resolve("scratch")).toString(),
                    object.endpoint().toString()));
            Process child = new ProcessBuilder(command)
                    .redirectOutput(told.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                assertThat(child.waitFor(5 + GIB, TimeUnit.MINUTES)).isTrue();
            } finally {
                child.destroyForcibly().waitFor();
            }
            List<String> lines = Files.readAllLines(told);
            assertThat(lines).isNotEmpty();
            assertThat(lines.get(0)).isEqualTo(size + " bytes, proof CRC32C");
            assertThat(object.bytesSent()).isEqualTo(size);
            if (GIB > 0 && size == SIZE) {
                System.out.printf(
                        "%d GiB: %s; %d requests of %d bytes in all; %d s, and %d s before it to know the checksum%n",
                        GIB,
                        lines.get(1),
                        object.requests(),
                        object.bytesSent(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - served),
                        TimeUnit.NANOSECONDS.toSeconds(served - begun));
            }
        }
    }

    /** Stages the object: scratch directory and endpoint. */
    public static void main(String[] args) throws Exception {
        DatasetSpec spec = DatasetSpec.builder("s3://bucket/huge.bin")
                .volume(VolumeRequest.ephemeral(ByteSize.parse("1Ti")))
                .build();
        try (DatasetStager stager = DatasetStager.builder()
                        .source(S3DatasetSource.builder()
                                .endpoint(URI.create(args[1]))
                                .build())
                        .ephemeralStorage(new ForgetfulStorage(EphemeralVolumes.under(Path.of(args[0]))))
                        .build();
                MaterializedDataset dataset = stager.stage(spec)) {
            long size = Files.size(dataset.path().resolve("huge.bin"));
            System.out.println(size + " bytes, proof " + dataset.proof());
            System.out.println(peak());
        }
    }

    private static String peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status"), US_ASCII).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .findFirst()
                .orElse("VmHWM: unknown")
                .replaceAll("\\s+", " ");
    }
}
