package io.github.privatedatasets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteDataset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InMemorySourceTest {
    @Test
    void folderCanBeResolvedWhileItsObjectsArePutAndRemoved() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/f/stays", "1");
        ExecutorService other = Executors.newSingleThreadExecutor();
        AtomicBoolean done = new AtomicBoolean();
        try {
            Future<?> writing = other.submit(() -> {
                while (!done.get()) {
                    source.put("s3://b/f/comes-and-goes", "2").remove("s3://b/f/comes-and-goes");
                }
            });
            for (int i = 0; i < 20_000; i++) {
                try (RemoteDataset folder = source.resolve(DatasetSpec.of("s3://b/f/"))) {
                    assertThat(folder.isFolder()).isTrue();
                }
            }
            done.set(true);
            writing.get(30, TimeUnit.SECONDS);
        } finally {
            done.set(true);
            other.shutdownNow();
        }
    }
}
