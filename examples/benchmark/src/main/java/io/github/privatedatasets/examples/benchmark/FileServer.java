// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves a bucket where there is no nginx: GET and HEAD with ranges and {@code If-Match}, and the listings made beforehand.
 *
 * <p>It does what the benchmark's commands ask for and no more: no encoded keys, no several ranges, no errors of S3's in XML.
 */
final class FileServer {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
    private static final Pattern PREFIX = Pattern.compile("(?:^|&)prefix=([a-z0-9-]+)(?:/|%2F)");
    private static final Pattern TOKEN = Pattern.compile("(?:^|&)continuation-token=([0-9]+)");

    // Not RFC_1123_DATE_TIME, whose days have one digit where HTTP wants two.
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Bucket bucket;

    private FileServer(Bucket bucket) {
        this.bucket = bucket;
    }

    /** Takes the bucket's directory, prints the port, and ends when standard input does: with whoever started it. */
    public static void main(String[] args) throws IOException {
        FileServer server = new FileServer(new Bucket(Path.of(args[0])));
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        startDaemon(() -> server.accept(listener));
        System.out.println(listener.socket().getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static void startDaemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocketChannel listener) {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                startDaemon(() -> serve(connection));
            }
        } catch (IOException e) {
            System.err.println("file server: " + e);
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            connection.socket().setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
            for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
                Map<String, String> headers = new HashMap<>();
                for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
                    int colon = header.indexOf(':');
                    headers.put(
                            header.substring(0, colon).toLowerCase(Locale.ROOT),
                            header.substring(colon + 1).strip());
                }
                answer(connection, line, headers);
            }
        } catch (IOException e) {
            // The client has gone, as clients do when they have what they want.
        }
    }

    /** Returns an empty line at the end of the stream too. */
    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void answer(SocketChannel connection, String requestLine, Map<String, String> headers) throws IOException {
        boolean withBody = requestLine.startsWith("GET ");
        String target = requestLine.substring(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
        Optional<Path> file = locate(target).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            send(connection, "404 Not Found", "Content-Length: 0\r\n");
            return;
        }
        String etag = Bucket.etagOf(file.get());
        if (!headers.getOrDefault("if-match", etag).equals(etag)) {
            send(connection, "412 Precondition Failed", "Content-Length: 0\r\n");
            return;
        }
        try (FileChannel content = FileChannel.open(file.get())) {
            long size = content.size();
            long from = 0;
            long to = size;
            Matcher range = RANGE.matcher(headers.getOrDefault("range", ""));
            boolean ranged = range.matches();
            if (ranged) {
                boolean suffix = range.group(1).isEmpty(); // "-9" are the last nine bytes, "9-" all from the tenth on.
                from = suffix ? Math.max(0, size - Long.parseLong(range.group(2))) : Long.parseLong(range.group(1));
                to = suffix || range.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
            }
            if (ranged && from >= to) {
                send(connection, "416 Range Not Satisfiable", "Content-Length: 0\r\n");
                return;
            }
            String partHeader = ranged ? "Content-Range: bytes " + from + "-" + (to - 1) + "/" + size + "\r\n" : "";
            send(
                    connection,
                    ranged ? "206 Partial Content" : "200 OK",
                    partHeader + "Content-Length: " + (to - from) + "\r\n" + headersOf(file.get(), etag));
            while (withBody && from < to) {
                from += content.transferTo(from, to - from, connection);
            }
        }
    }

    private String headersOf(Path file, String etag) throws IOException {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        return "ETag: " + etag + "\r\nLast-Modified: " + HTTP_DATE.format(modified) + "\r\nContent-Type: "
                + (file.startsWith(bucket.listings()) ? "application/xml" : "application/octet-stream") + "\r\n";
    }

    private Optional<Path> locate(String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String root = "/" + Bucket.NAME;
        if (path.equals(root) || path.equals(root + "/")) {
            String query = target.substring(question + 1);
            Matcher prefix = PREFIX.matcher(query);
            Matcher token = TOKEN.matcher(query);
            return prefix.find()
                    ? Optional.of(bucket.listings()
                            .resolve(Bucket.page(prefix.group(1), token.find() ? token.group(1) : "0")))
                    : Optional.empty();
        }
        return path.startsWith(root + "/")
                ? Optional.of(bucket.objects()
                                .resolve(path.substring(root.length() + 1))
                                .normalize())
                        .filter(file -> file.startsWith(bucket.objects()))
                : Optional.empty();
    }

    private static void send(SocketChannel connection, String status, String headers) throws IOException {
        String head =
                "HTTP/1.1 " + status + "\r\nServer: benchmark\r\nx-amz-request-id: benchmark\r\n" + headers + "\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }
}
