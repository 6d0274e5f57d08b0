// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** A store with one object, however long, whose bytes are made when they are asked for: blocks that each begin with their number. */
final class GeneratedObject implements Closeable {
    private static final Pattern RANGE = Pattern.compile("(?i)range: bytes=([0-9]+)-([0-9]+)");
    private static final int BLOCK = 1 << 20;

    private final byte[] block = new byte[BLOCK];
    private final long size;
    private final String checksum;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();

    GeneratedObject(long size) throws IOException {
        this.size = size;
        new Random(3).nextBytes(block);
        checksum = checksum();
        threads.execute(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    /** Returns how many of the object's bytes were sent, each time counted. */
    long bytesSent() {
        return bytesSent.get();
    }

    private String checksum() {
        CRC32C crc = new CRC32C();
        for (long number = 0; number * BLOCK < size; number++) {
            int length = (int) Math.min(BLOCK, size - number * BLOCK);
            crc.update(number(number));
            crc.update(block, Long.BYTES, length - Long.BYTES);
        }
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            for (String first = in.readLine(); first != null; first = in.readLine()) {
                answer(first.startsWith("HEAD "), in, out);
            }
        } catch (IOException e) {
            // who asked has enough
        }
    }

    private void answer(boolean head, BufferedReader in, OutputStream out) throws IOException {
        requests.incrementAndGet();
        String status = "200 OK";
        long from = 0;
        long to = size;
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
            Matcher range = RANGE.matcher(header);
            if (range.matches()) {
                from = Long.parseLong(range.group(1));
                to = Long.parseLong(range.group(2)) + 1;
                status = "206 Partial Content\r\nContent-Range: bytes " + from + "-" + (to - 1) + "/" + size;
            }
        }
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + (to - from) + "\r\nETag: \"generated\"\r\n"
                        + (to - from == size ? "x-amz-checksum-crc32c: " + checksum + "\r\n" : "") + "\r\n")
                .getBytes(ISO_8859_1));
        if (!head) {
            send(from, to, out);
        }
    }

    private void send(long from, long to, OutputStream out) throws IOException {
        for (long at = from; at < to; ) {
            int offset = (int) (at % BLOCK);
            int length;
            if (offset < Long.BYTES) {
                length = (int) Math.min(Long.BYTES - offset, to - at);
                out.write(number(at / BLOCK), offset, length);
            } else {
                length = (int) Math.min(BLOCK - offset, to - at);
                out.write(block, offset, length);
            }
            at += length;
            bytesSent.addAndGet(length);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
