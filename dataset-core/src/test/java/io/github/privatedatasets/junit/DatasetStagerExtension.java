// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.junit;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a {@link DatasetStager} on temporary storage, of the team {@code test}, and the {@link InMemorySource} that it reads from, as
 * parameters of the test and of its {@code BeforeEach} and {@code AfterEach} methods. After the test the stager is closed, and the storage is removed.
 *
 * <p>A test that leaves a dataset open fails: in the service that would be a lease that is never given back.
 *
 * <p>{@code @ExtendWith(DatasetStagerExtension.class)} is enough; {@link #with} adds extractors, in a field with {@code @RegisterExtension}.
 *
 * <p><b>Threads.</b> Tests may run in parallel: each has its own stager, source and storage.
 */
public final class DatasetStagerExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace OURS =
            ExtensionContext.Namespace.create(DatasetStagerExtension.class);

    private final List<ArchiveExtractor> extractors;

    /** For {@code @ExtendWith}; expands {@code .zip}. */
    public DatasetStagerExtension() {
        this(List.of());
    }

    private DatasetStagerExtension(List<ArchiveExtractor> extractors) {
        this.extractors = extractors;
    }

    /** Returns an extension whose stagers have these extractors too. */
    public static DatasetStagerExtension with(ArchiveExtractor... extractors) {
        return new DatasetStagerExtension(List.of(extractors));
    }

    /** What one test has. */
    private record Bench(Path directory, InMemorySource source, DatasetStager stager) {}

    /** Makes the stager. JUnit calls it. */
    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        Path directory = Files.createTempDirectory("datasets-");
        InMemorySource source = InMemorySource.create();
        DatasetStager stager = DatasetStager.forTesting(directory, source, extractors.toArray(ArchiveExtractor[]::new));
        test.getStore(OURS).put(Bench.class, new Bench(directory, source, stager));
    }

    /** Closes the stager, and fails the test where it has left datasets open. JUnit calls it. */
    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        Bench bench = test.getStore(OURS).remove(Bench.class, Bench.class);
        if (bench == null) {
            return; // It could not be made, which is what the test fails for.
        }
        List<MaterializedDataset> left = bench.stager().openDatasets();
        bench.stager().close();
        Files.walkFileTree(bench.directory(), new Deleting());
        if (!left.isEmpty()) {
            throw new AssertionError("the test has left open " + left
                    + ": close each dataset, or the StagedDatasets, when its job has ended, as in try (...)");
        }
    }

    /** Tells whether the parameter is a stager or a source, of a method that belongs to one test. JUnit calls it. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return (type == DatasetStager.class || type == InMemorySource.class)
                && parameter.getDeclaringExecutable() instanceof Method
                && context.getTestMethod().isPresent();
    }

    /** Returns the test's stager or source. JUnit calls it. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Bench bench = context.getStore(OURS).get(Bench.class, Bench.class);
        return parameter.getParameter().getType() == DatasetStager.class ? bench.stager() : bench.source();
    }

    /** Published directories are read-only to nobody who owns them, so that no modes need to be changed first. */
    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
