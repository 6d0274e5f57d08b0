package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source whose objects fail, or come with a wrong byte, as often as a test says. */
final class FaultySource implements DatasetSource {
    private final DatasetSource source;
    private final Map<String, Integer> wrong = new ConcurrentHashMap<>();
    private final Map<String, DatasetException> refused = new ConcurrentHashMap<>();
    private final List<String> opened = new CopyOnWriteArrayList<>();

    FaultySource(DatasetSource source) {
        this.source = source;
    }

    /** The object's byte in the middle is wrong, so many times. */
    FaultySource wrong(String path, int times) {
        wrong.put(path, times);
        return this;
    }

    FaultySource refuses(String path, DatasetException error) {
        refused.put(path, error);
        return this;
    }

    /** Returns the paths whose bytes were asked for, in order. */
    List<String> opened() {
        return opened;
    }

    @Override
    public Set<String> schemes() {
        return source.schemes();
    }

    @Override
    public RemoteDataset resolve(DatasetSpec spec) throws DatasetException, InterruptedException {
        RemoteDataset dataset = source.resolve(spec);
        return new RemoteDataset() {
            @Override
            public boolean isFolder() {
                return dataset.isFolder();
            }

            @Override
            public RemoteListing list() throws DatasetException, InterruptedException {
                return dataset.list();
            }

            @Override
            public RemoteContent open(RemoteObject object, long offset, long length)
                    throws DatasetException, InterruptedException {
                opened.add(object.path());
                if (refused.containsKey(object.path())) {
                    throw refused.get(object.path());
                }
                return faulty(object, dataset.open(object, offset, length));
            }

            @Override
            public void close() {
                dataset.close();
            }
        };
    }

    private RemoteContent faulty(RemoteObject object, RemoteContent content) {
        byte[] bytes;
        try {
            bytes = content.stream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (wrong.merge(object.path(), -1, Integer::sum) >= 0) {
            bytes[bytes.length / 2] ^= 1;
        }
        InputStream stream = new ByteArrayInputStream(bytes);
        return new RemoteContent() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Optional<Checksum> checksum() {
                return content.checksum();
            }

            @Override
            public void close() {
                content.close();
            }
        };
    }

    @Override
    public void close() {
        source.close();
    }
}
