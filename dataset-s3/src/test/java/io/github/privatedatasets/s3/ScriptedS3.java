// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A server that answers as a test says, byte for byte: for what no real one does when asked to. */
final class ScriptedS3 implements Closeable {
    private final ServerSocket listener;
    private final Function<Request, Answer> script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    ScriptedS3(Function<Request, Answer> script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** What was asked: the target as it came over the wire, header names in lower case. */
    record Request(String method, String target, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        boolean isList() {
            return target.contains("list-type=2");
        }
    }

    /** What is answered: headers, and a body of one byte for each character, of which {@code cutAt} bytes are sent. */
    record Answer(int status, Map<String, String> headers, String body, int cutAt, boolean stalls) {
        static Answer of(int status) {
            return new Answer(status, Map.of(), "", Integer.MAX_VALUE, false);
        }

        /** Returns an object's bytes, or to a HEAD what is known of them. */
        static Answer object(String etag, String content) {
            return of(200).with("ETag", "\"" + etag + "\"")
                    .with("Last-Modified", "Sun, 22 Nov 2026 08:00:00 GMT")
                    .body(content);
        }

        static Answer error(int status, String code, String message) {
            return of(status)
                    .with("Content-Type", "application/xml")
                    .with("x-amz-request-id", "REQ1")
                    .body("<Error><Code>" + code + "</Code><Message>" + message
                            + "</Message><RequestId>REQ1</RequestId></Error>");
        }

        Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body, cutAt, stalls);
        }

        Answer body(String text) {
            return new Answer(status, headers, text, cutAt, stalls);
        }

        /** Tells no length: the body ends with the connection, or comes in one chunk. */
        Answer withoutLength(boolean chunked) {
            return chunked
                    ? with("Transfer-Encoding", "chunked")
                            .body(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")
                    : with("Connection", "close").cutAt(body.length());
        }

        /** Ends the connection after so many bytes of the body. */
        Answer cutAt(int bytes) {
            return new Answer(status, headers, body, bytes, false);
        }

        /** Sends nothing more after so many bytes of the body, and keeps the connection. */
        Answer stallAt(int bytes) {
            return new Answer(status, headers, body, bytes, true);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Returns what was asked so far. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns how many connections were opened so far. */
    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            sockets.add(socket);
            connections.incrementAndGet();
            start(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                if (!answer(request, script.apply(request), out)) {
                    return;
                }
            }
        }
    }

    private static boolean answer(Request request, Answer answer, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " scripted\r\n");
        answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        boolean closes = answer.headers().containsKey("Connection");
        if (!closes
                && !answer.headers().containsKey("Content-Length")
                && !answer.headers().containsKey("Transfer-Encoding")) {
            head.append("Content-Length: " + answer.body().length() + "\r\n");
        }
        head.append("\r\n");
        if (request.method().equals("HEAD")) {
            out.write(head.toString().getBytes(ISO_8859_1));
            return true;
        }
        // In one piece: the second of two small ones would wait for an acknowledgement (Nagle's algorithm).
        head.append(answer.body(), 0, Math.min(answer.cutAt(), answer.body().length()));
        out.write(head.toString().getBytes(ISO_8859_1));
        return answer.stalls() || (!closes && answer.cutAt() >= answer.body().length());
    }

    private static Request read(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        if (lines.isEmpty()) {
            return null;
        }
        String[] first = lines.get(0).split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Request(first[0], first[1], headers);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The test closed the server, or the client the connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
