// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process that serves a bucket on loopback, public, path style, with little CPU time of its own. */
final class BucketServer implements Closeable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Process process;
    private final String name;
    private final int port;

    private BucketServer(Process process, String name, int port) {
        this.process = process;
        this.name = name;
        this.port = port;
    }

    /** Starts nginx where it is there and wanted, else {@link FileServer}. */
    static BucketServer start(Bucket bucket, boolean nginxWanted) throws IOException, InterruptedException {
        Optional<Path> nginx = nginxWanted ? findNginx() : Optional.empty();
        return nginx.isPresent() ? startNginx(nginx.get(), bucket) : startOwn(bucket);
    }

    private static Optional<Path> findNginx() {
        // Debian keeps it where a user's PATH does not lead.
        return Programs.find("nginx")
                .or(() -> Optional.of(Path.of("/usr/sbin/nginx")).filter(Files::isExecutable));
    }

    private static BucketServer startOwn(Bucket bucket) throws IOException {
        List<String> command =
                Programs.java(FileServer.class, List.of(), bucket.directory().toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        String port = out.readLine();
        if (port == null) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + command);
        }
        return new BucketServer(process, "a small server in a JVM of its own", Integer.parseInt(port));
    }

    private static BucketServer startNginx(Path nginx, Bucket bucket) throws IOException, InterruptedException {
        int port = freePort();
        Path home = Files.createDirectories(bucket.directory().resolve("nginx"));
        Path config = home.resolve("nginx.conf");
        Files.writeString(config, config(bucket, home, port));
        Path log = home.resolve("error.log");
        Process process = new ProcessBuilder(nginx.toString(), "-c", config.toString(), "-e", log.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.log").toFile())
                .start();
        BucketServer server = new BucketServer(process, "nginx", port);
        try {
            while (!server.accepts()) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IOException("nginx did not start: see " + log);
                }
            }
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String config(Bucket bucket, Path home, int port) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return """
                %s
                daemon off;
                worker_processes auto;
                pid %2$s/nginx.pid;
                error_log %2$s/error.log warn;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  sendfile on; tcp_nopush on; tcp_nodelay on;
                  keepalive_requests 1000000;
                  open_file_cache max=40000 inactive=600s; open_file_cache_valid 600s;
                  client_body_temp_path %2$s/tmp; proxy_temp_path %2$s/tmp; fastcgi_temp_path %2$s/tmp;
                  uwsgi_temp_path %2$s/tmp; scgi_temp_path %2$s/tmp;
                  map $args $folder { "~(^|&)prefix=(?<name>[a-z0-9-]+)(/|%%2F)" $name; }
                  map $args $token { default 0; "~(^|&)continuation-token=(?<key>[0-9]+)" $key; }
                  server {
                    listen %3$s:%4$d reuseport;
                    default_type application/octet-stream;
                    add_header x-amz-request-id benchmark;
                    location ~ ^/%5$s/?$ {
                      root %6$s;
                      default_type application/xml;
                      if ($args = "") { return 200; } # s5cmd asks first whether there is such a bucket
                      try_files /$folder.$token.xml =404;
                    }
                    location /%5$s/ { alias %7$s/; }
                  }
                }
                """.formatted(
                root ? "user root;" : "", // Else its workers are nobody, who may not read what root keeps for itself.
                home,
                LOOPBACK,
                port,
                Bucket.NAME,
                bucket.listings(),
                bucket.objects());
    }

    /** Returns what serves, for the tables. */
    String name() {
        return name;
    }

    /** Returns the endpoint; the bucket is the first segment of the path. */
    URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    @Override
    public void close() {
        process.destroy(); // nginx ends its workers on SIGTERM.
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
