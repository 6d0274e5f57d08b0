// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stages whatever a store holds onto a volume, and lets nothing pass but a tree that is safe, or a typed error; nothing stays of either. */
final class FuzzedStaging implements AutoCloseable {
    private final InMemorySource store = InMemorySource.create();
    private final Path scratch;
    private final DatasetStager stager;
    private final Set<Path> before;

    private FuzzedStaging(Path scratch) throws IOException, InterruptedException {
        this.scratch = scratch;
        stager = DatasetStager.forTesting(
                scratch, store, StandardExtractors.all().toArray(new ArchiveExtractor[0]));
        store.put("s3://b/first", "x");
        stage("s3://b/first", tree -> {});
        before = below(scratch);
    }

    static FuzzedStaging start() throws IOException, InterruptedException {
        return new FuzzedStaging(Files.createTempDirectory("staged"));
    }

    InMemorySource store() {
        return store;
    }

    /** Stages what the store holds there, has the tree looked at, and returns whether it was staged. */
    boolean stage(String uri, FuzzedExpansion.Look look) throws IOException, InterruptedException {
        DatasetSpec spec = DatasetSpec.builder(uri)
                .name("fuzzed")
                .volume(VolumeRequest.ephemeral(ByteSize.ofBytes(FuzzedExpansion.LIMIT_BYTES)))
                .build();
        boolean staged = false;
        try (MaterializedDataset dataset = stager.stage(spec)) {
            staged = true;
            FuzzedExpansion.requireSafe(dataset.path());
            look.at(dataset.path());
        } catch (DatasetException e) {
            if (staged || e.getMessage().indexOf('\n') >= 0) {
                throw new AssertionError("not in one line, or too late", e);
            }
        }
        if (before != null && !below(scratch).equals(before)) {
            throw new AssertionError("left behind: " + below(scratch));
        }
        return staged;
    }

    private static Set<Path> below(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.collect(Collectors.toSet());
        }
    }

    @Override
    public void close() throws IOException {
        stager.close();
        for (Path path :
                below(scratch).stream().sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
        }
    }

    /** Returns the suffixes of archives, in an order that stays. */
    static List<String> suffixes() {
        return List.of(".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".zip");
    }
}
