// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.testing;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What a test has told a store in memory to do wrong; each is done once. Thread-safe. */
final class ScriptedFailures {
    private final Map<DatasetUri, Queue<DatasetException>> refusals = new HashMap<>();
    private final Map<DatasetUri, Queue<Long>> breaks = new HashMap<>();

    synchronized void refuse(DatasetUri uri, DatasetException failure) {
        refusals.computeIfAbsent(uri, u -> new ArrayDeque<>()).add(failure);
    }

    synchronized void breakAt(DatasetUri uri, long atByte) {
        breaks.computeIfAbsent(uri, u -> new ArrayDeque<>()).add(atByte);
    }

    /** Throws what is next for this URI. */
    void throwNext(DatasetUri uri) throws DatasetException {
        DatasetException failure = next(uri);
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized @Nullable DatasetException next(DatasetUri uri) {
        Queue<DatasetException> left = refusals.get(uri);
        return left == null ? null : left.poll();
    }

    /** Returns this range of the bytes, as a connection gives it that may break on the way. */
    InputStream stream(DatasetUri uri, byte[] bytes, int offset, int length) {
        int until = nextBreak(uri, offset, length);
        InputStream whole = new ByteArrayInputStream(bytes, offset, until - offset);
        return until == offset + length ? whole : new BrokenStream(whole, uri, until);
    }

    private synchronized int nextBreak(DatasetUri uri, int offset, int length) {
        Queue<Long> left = breaks.get(uri);
        Long at = left == null ? null : left.peek();
        if (left == null || at == null || at < offset || at >= offset + length) {
            return offset + length;
        }
        left.remove();
        return at.intValue();
    }

    private static final class BrokenStream extends InputStream {
        private final InputStream before;
        private final DatasetUri uri;
        private final int atByte;

        BrokenStream(InputStream before, DatasetUri uri, int atByte) {
            this.before = before;
            this.uri = uri;
            this.atByte = atByte;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = before.read(target, offset, count);
            if (read < 0) {
                throw new IOException("connection reset at byte " + atByte + " of " + uri + ", as the test asks for");
            }
            return read;
        }
    }
}
