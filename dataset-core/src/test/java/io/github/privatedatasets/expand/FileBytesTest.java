// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spi.ByteBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileBytesTest {
    private final ByteBudget budget = ByteBudget.of(Optional.empty());
    private final FileBytes bytes = new FileBytes(budget, new WriteFailures(Path.of("/storage/tree")));

    /** As file servers do, which write what they took when a file is closed. */
    @Test
    void quotaThatShowsWhenAFileIsClosedIsTheStoragesFailure() {
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() ->
                        bytes.fill(new FullWhenClosed(), "a", FileBytes.whole(new ByteArrayInputStream(new byte[10]))))
                .withMessageContaining("cannot write a: Disk quota exceeded; raise the quota");

        assertThat(budget.spentBytes()).isZero();
    }

    private static final class FullWhenClosed implements SeekableByteChannel {
        private long size;

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            from.position(from.limit());
            size += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            throw new IOException("Disk quota exceeded");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public long position() {
            return size;
        }

        @Override
        public SeekableByteChannel position(long position) {
            return this;
        }

        @Override
        public SeekableByteChannel truncate(long length) {
            return this;
        }

        @Override
        public int read(ByteBuffer into) {
            return -1;
        }
    }
}
