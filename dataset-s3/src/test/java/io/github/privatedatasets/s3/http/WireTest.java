// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A wire to a server that does what a test makes it do, or nothing. */
@Timeout(60)
class WireTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(10);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(20);

    private Socket server;
    private Wire wire;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            wire = new Wire(SocketChannel.open(listening.getLocalAddress()));
            server = listening.accept().socket();
        }
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        server.close();
    }

    @Test
    void readsWhatComesIntoMemoryOnTheHeapAndOutsideOfIt() throws Exception {
        server.getOutputStream().write(new byte[] {1, 2, 3});
        ByteBuffer outside = ByteBuffer.allocateDirect(1);
        ByteBuffer onHeap = ByteBuffer.allocate(10);

        assertThat(wire.read(outside, LONG)).isEqualTo(1);
        assertThat(wire.read(onHeap, LONG)).isEqualTo(2);
        server.shutdownOutput();
        assertThat(wire.read(onHeap, LONG)).isEqualTo(-1);

        assertThat(outside.flip().get()).isEqualTo((byte) 1);
        assertThat(onHeap.array()).startsWith(2, 3);
    }

    @Test
    void waitsNoLongerThanIsSaidForWhatDoesNotCome() {
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> wire.read(room(), SHORT));
    }

    @Test
    void waitsNoLongerThanIsSaidForWhatTheOtherSideDoesNotTake() {
        ByteBuffer tooMuch = ByteBuffer.allocateDirect(64 << 20);

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> wire.write(tooMuch, SHORT));
        assertThat(tooMuch.position()).as("what its buffers took").isPositive();
    }

    @Test
    void writesAllThatTheOtherSideTakesLater() throws Exception {
        byte[] much = new byte[16 << 20];
        much[much.length - 1] = 7;
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(ByteBuffer.wrap(much)));

        assertThat(server.getInputStream().readNBytes(much.length)).isEqualTo(much);
        written.get();
    }

    @Test
    void closingItFreesWhoReadsAndTellsTheOtherSide() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            return read();
        });
        begun.await();
        wire.close();

        assertThatThrownBy(read::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(ClosedChannelException.class);
        assertThat(server.getInputStream().read()).as("the other side sees it").isEqualTo(-1);
        assertThatThrownBy(() -> wire.write(room(), LONG)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anInterruptEndsTheWaitAndKeepsItsMark() throws Exception {
        Thread reader = Thread.currentThread();
        CompletableFuture<Void> interrupting = CompletableFuture.runAsync(reader::interrupt);

        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> wire.read(room(), LONG));
        assertThat(Thread.interrupted()).isTrue();
        interrupting.get();
    }

    private static ByteBuffer room() {
        return ByteBuffer.allocate(10);
    }

    private int read() {
        try {
            return wire.read(room(), LONG);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            wire.write(bytes, LONG);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
