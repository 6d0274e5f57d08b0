// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetLockTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";

    @TempDir
    Path directory;

    private Path root;
    private Path downloads;

    @BeforeEach
    void makeDirectories() throws IOException {
        root = directory.resolve("storage");
        downloads = Files.createDirectory(directory.resolve("downloads"));
    }

    @Test
    void saysWhoHoldsItWhileItWaitsAndWhenItGivesUp() throws Exception {
        try (ChildJvm child = ChildJvm.start(TinyStager.class, childArgs("stopAt=D2_FLUSHED"))) {
            assertThat(child.line()).isEqualTo("at D2_FLUSHED");
            String holder =
                    "pid " + child.pid() + " on " + ProcessIdentity.current().hostName();
            List<String> told = new ArrayList<>();

            assertThatThrownBy(() -> storage(Duration.ofMillis(50))
                            .claim(TinyStager.target(SOURCE), (who, waited) -> told.add(who)))
                    .isInstanceOfSatisfying(StorageBusyException.class, busy -> {
                        assertThat(busy.holder()).isEqualTo(holder);
                        assertThat(busy.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
                        assertThat(busy.isRetryable()).isTrue();
                    });

            assertThat(told).containsExactly(holder);
            child.kill();
            try (Slot slot = storage(Duration.ofSeconds(30)).claim(TinyStager.target(SOURCE), (who, waited) -> {})) {
                assertThat(slot.recall()).isEmpty();
            }
        }
    }

    static List<Duration> timeouts() {
        return List.of(Duration.ofSeconds(30), ChronoUnit.FOREVER.getDuration());
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void letsAnotherThreadWaitUntilTheSlotIsClosed(Duration timeout) throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            SharedStorage storage = storage(timeout);
            Slot first = storage.claim(TinyStager.target(SOURCE), (who, waited) -> {});
            assertThat(first.waited()).isFalse();
            Future<Boolean> waited = other.submit(() -> {
                // The wait is over once it has been told of.
                try (Slot second = storage.claim(TinyStager.target(SOURCE), (who, soFar) -> first.close())) {
                    return second.waited();
                }
            });
            assertThat(waited.get()).isTrue();
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void neverLetsTheLockDropWhenAnotherClassLoaderOfTheJvmAsksForIt() throws Exception {
        try (Slot held = storage(Duration.ZERO).claim(TinyStager.target(SOURCE), (who, waited) -> {});
                URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            assertThat(held.waited()).isFalse();
            Method run = loader.loadClass(TinyStager.class.getName()).getDeclaredMethod("run", String[].class);
            run.setAccessible(true);

            Object answer = run.invoke(null, (Object) childArgs("timeout=0").toArray(String[]::new));

            assertThat(answer).asString().startsWith("StorageBusyException");
            try (ChildJvm child = ChildJvm.start(TinyStager.class, childArgs("timeout=0"))) {
                assertThat(child.line()).startsWith("StorageBusyException");
            }
        }
        assertThat(System.getProperties().stringPropertyNames()).noneMatch(name -> name.contains("inUse"));
    }

    @Test
    void keepsTheLockFile() throws Exception {
        storage(Duration.ZERO)
                .claim(TinyStager.target(SOURCE), (who, waited) -> {})
                .close();
        assertThat(root.resolve("team-vision/data/.datasets/locks/mnist")).isEmptyFile();
    }

    @Test
    void givesTheLockBackWhenAClaimFails() throws Exception {
        Path data = root.resolve("team-vision/data");
        Files.createDirectories(data);
        storage(Duration.ZERO)
                .claim(TinyStager.target(SOURCE), (who, waited) -> {})
                .close();
        // A directory where the look at the server makes its file.
        Path inTheWay = Files.createDirectories(
                data.resolve(".look-" + Integer.toHexString("mnist".hashCode())).resolve("x"));

        assertThatThrownBy(() -> storage(Duration.ZERO).claim(TinyStager.target(SOURCE), (who, waited) -> {}))
                .isInstanceOf(StorageFailureException.class);

        TreeDeleter.delete(inTheWay.getParent());
        storage(Duration.ZERO)
                .claim(TinyStager.target(SOURCE), (who, waited) -> {})
                .close();
    }

    private List<String> childArgs(String... more) {
        List<String> args = new ArrayList<>(List.of("root=" + root, "downloads=" + downloads, "etag=e1"));
        args.addAll(List.of(more));
        return args;
    }

    private SharedStorage storage(Duration timeout) {
        return SharedStorage.builder(root).lockTimeout(timeout).build();
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String element : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
            urls.add(Path.of(element).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
