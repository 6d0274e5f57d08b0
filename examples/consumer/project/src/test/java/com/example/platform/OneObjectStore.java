package com.example.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A store that has one object: as much of S3 as it takes to be asked for it. */
final class OneObjectStore implements AutoCloseable {
    private final ServerSocket server;
    private final String path;
    private final byte[] object;
    private volatile String lastAuthorization = "";

    private OneObjectStore(ServerSocket server, String path, byte[] object) {
        this.server = server;
        this.path = path;
        this.object = object;
    }

    static OneObjectStore with(String path, byte[] object) throws IOException {
        OneObjectStore store =
                new OneObjectStore(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), path, object);
        Thread thread = new Thread(store::serve, "store");
        thread.setDaemon(true);
        thread.start();
        return store;
    }

    int port() {
        return server.getLocalPort();
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
        int from = 0;
        int to = object.length;
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
            }
        }
        boolean there = request[1].equals(path);
        byte[] body = there ? Arrays.copyOfRange(object, from, to) : new byte[0];
        OutputStream out = connection.getOutputStream();
        out.write(("HTTP/1.1 " + (!there ? "404 Not Found" : part ? "206 Partial Content" : "200 OK")
                        + "\r\nETag: \"one\"\r\nLast-Modified: Mon, 05 Jan 2026 00:00:00 GMT\r\nContent-Length: " + body.length
                        + (part ? "\r\nContent-Range: bytes " + from + "-" + (to - 1) + "/" + object.length : "")
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        if (request[0].equals("GET")) {
            out.write(body);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
