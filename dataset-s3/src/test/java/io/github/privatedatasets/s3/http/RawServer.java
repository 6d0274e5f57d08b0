// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that speaks no HTTP of its own: a test says what each request is answered with, byte for byte. */
public final class RawServer implements Closeable {
    private final ServerSocket listener;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Answers a request; {@code number} counts those of all connections, from 1. Throwing ends the connection. */
    @FunctionalInterface
    public interface Script {
        void answer(int number, String request, Wire wire) throws IOException, InterruptedException;
    }

    /** What a script writes to. */
    public static final class Wire {
        private final Socket socket;

        private Wire(Socket socket) {
            this.socket = socket;
        }

        /** Sends these bytes, one a character. */
        public void send(String bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(ISO_8859_1));
            out.flush();
        }

        /** Ends the connection. */
        public void close() throws IOException {
            socket.close();
        }

        /** Goes on as a tunnel to that server: for a proxy. */
        public void tunnelTo(int port) throws IOException {
            try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread back = daemon(() -> other.getInputStream().transferTo(socket.getOutputStream()));
                back.start();
                socket.getInputStream().transferTo(other.getOutputStream());
            }
        }
    }

    /** Starts a server on loopback. */
    public RawServer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    /** Starts a server on this socket, which it closes. */
    public RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        daemon(this::accept).start();
    }

    /** Answers every request with these bytes. */
    static RawServer always(String answer) throws IOException {
        return new RawServer((number, request, wire) -> wire.send(answer));
    }

    /** Returns where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    Origin origin() {
        return Origin.of(URI.create("http://127.0.0.1:" + port()), "127.0.0.1");
    }

    /** Returns the heads of the requests that came. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns how many connections were made. */
    public int connections() {
        return sockets.size();
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            sockets.add(socket);
            daemon(() -> serve(socket)).start();
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                requests.add(head);
                script.answer(requests.size(), head, new Wire(socket));
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static Thread daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // The test has ended, or one side has hung up.
            }
        });
        thread.setDaemon(true);
        return thread;
    }
}
