package com.example.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Answers what is asked of a path, and signed by anybody: as much of S3 as it takes to read an object, and of STS to be given keys. */
final class SmallStore implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, byte[]> contents;
    private volatile String lastAuthorization = "";

    private SmallStore(ServerSocket server, Map<String, byte[]> contents) {
        this.server = server;
        this.contents = contents;
    }

    static SmallStore with(Map<String, byte[]> contents) throws IOException {
        SmallStore store = new SmallStore(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), contents);
        Thread thread = new Thread(store::serve, "store");
        thread.setDaemon(true);
        thread.start();
        return store;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    String lastAuthorization() {
        return lastAuthorization;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                answer(connection);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Answers one request, and closes the connection: each comes on its own. */
    private void answer(Socket connection) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        String[] request = in.readLine().split(" ");
        byte[] object = contents.getOrDefault(request[1], new byte[0]);
        int from = 0;
        int to = object.length;
        long sent = 0;
        boolean part = false;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String value = line.substring(line.indexOf(':') + 1).trim();
            String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
            if (name.equals("authorization")) {
                lastAuthorization = value;
            } else if (name.equals("range")) {
                String[] range = value.substring("bytes=".length()).split("-");
                from = Integer.parseInt(range[0]);
                to = Math.min(object.length, Integer.parseInt(range[1]) + 1);
                part = true;
            } else if (name.equals("content-length")) {
                sent = Long.parseLong(value);
            }
        }
        while (sent > 0) {
            sent -= in.skip(sent);
        }
        boolean there = contents.containsKey(request[1]);
        byte[] body = Arrays.copyOfRange(object, from, to);
        OutputStream out = connection.getOutputStream();
        out.write(("HTTP/1.1 " + (!there ? "404 Not Found" : part ? "206 Partial Content" : "200 OK")
                        + "\r\nETag: \"one\"\r\nLast-Modified: Mon, 05 Jan 2026 00:00:00 GMT\r\nContent-Length: " + body.length
                        + (part ? "\r\nContent-Range: bytes " + from + "-" + (to - 1) + "/" + object.length : "")
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        if (!request[0].equals("HEAD")) {
            out.write(body);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
