// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sets for all specs: secrets, certificates, bounds. */
@Timeout(60)
class ServiceOptionsTest {
    private static final LocalS3 S3 = LocalS3.SHARED;
    private static final String SECRETS =
            "{uri: s3://bkt/one.csv, awsAccessKeyId: 'secret:id', awsSecretAccessKey: 'secret:key'}";

    @TempDir
    private Path directory;

    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void resolve() throws Exception {
        directory = directory.toRealPath();
    }

    @AfterEach
    void stopTheServer() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** Starts a server that notes who asks, and denies everything. */
    private String denying(HttpServer begun, String scheme) throws Exception {
        server = begun;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private CommandLineRun plan(String spec, String... options) {
        List<String> args = new ArrayList<>(List.of("plan", "-", "-vv", "--team=vision", "--storage=" + directory));
        args.addAll(List.of(options));
        return CommandLineRun.withInput(spec, args.toArray(new String[0]));
    }

    private Path secrets() throws Exception {
        Path newest = Files.createDirectories(directory.resolve("secrets/..2026_11_23"));
        Files.writeString(newest.resolve("id"), "AKIAMOUNTED\n");
        Files.writeString(newest.resolve("key"), "never-shown");
        Files.writeString(directory.resolve("outside"), "never-read");
        Path secrets = newest.getParent();
        Files.createSymbolicLink(secrets.resolve("..data"), newest.getFileName());
        for (String name : List.of("id", "key")) {
            Files.createSymbolicLink(secrets.resolve(name), Path.of("..data", name));
        }
        return secrets;
    }

    @Test
    void signsWithSecretsAsKubernetesMountsThem() throws Exception {
        String endpoint = denying(HttpServer.create(), "http");

        CommandLineRun run = plan(SECRETS, "--endpoint=" + endpoint, "--secrets=" + secrets());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(77);
        assertThat(authorizations).isNotEmpty().allMatch(shown -> shown.contains("Credential=AKIAMOUNTED/"));
        assertThat(run.out() + run.err()).doesNotContain("never-shown");
    }

    @Test
    void looksUpNoSecretElsewhere() throws Exception {
        Path secrets = secrets();
        String endpoint = denying(HttpServer.create(), "http");
        for (String name : List.of("../outside", "..data/key", "..data", ".", "absent", "/etc/hostname", "a\\0b", "")) {
            String spec = "{uri: s3://bkt/one.csv, awsAccessKeyId: id, awsSecretAccessKey: \"secret:" + name + "\"}";

            CommandLineRun run = plan(spec, "--endpoint=" + endpoint, "--secrets=" + secrets);

            assertThat(run.exitCode()).as(name + run.err()).isEqualTo(64);
            assertThat(run.errors()).hasSize(1);
        }
        assertThat(authorizations).isEmpty();
    }

    @Test
    void refusesADirectoryOfSecretsThatIsNone() throws Exception {
        Path absent = directory.resolve("absent");

        CommandLineRun run = plan(SECRETS, "--secrets=" + absent);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).singleElement().asString().contains(absent + " is no directory");
    }

    @Test
    void trustsAStoreThatTheOperatorsCertificatesVouchFor() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=store", "-ext", "san=ip:127.0.0.1");
        Path certificate = directory.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(serverTls()));
        String endpoint = denying(https, "https");

        CommandLineRun doubting = plan("uri: s3://bkt/one.csv", "--endpoint=" + endpoint);
        assertThat(doubting.exitCode()).as(doubting.err()).isEqualTo(64);
        assertThat(doubting.errors()).singleElement().asString().contains("certificate");
        assertThat(authorizations).isEmpty();
        CommandLineRun trusting = plan("uri: s3://bkt/one.csv", "--endpoint=" + endpoint, "--ca=" + certificate);
        assertThat(trusting.exitCode()).as(trusting.err()).isEqualTo(77);
        assertThat(authorizations).isNotEmpty();
    }

    private void keytool(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(List.of(command));
        words.addAll(List.of("-alias", "store", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore"));
        words.add(directory.resolve("keys.p12").toString());
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    private SSLContext serverTls() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(shown.getKeyManagers(), null, null);
        return tls;
    }

    @Test
    void refusesAFileWithoutCertificates() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        Path words = Files.writeString(directory.resolve("words.pem"), "no certificate", StandardCharsets.UTF_8);
        for (Path file : List.of(empty, words, directory.resolve("absent.pem"))) {
            CommandLineRun run = plan("uri: s3://bkt/one.csv", "--ca=" + file);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(64);
            assertThat(run.errors()).singleElement().asString().contains("--ca " + file);
        }
    }

    private CommandLineRun stage(String spec, String... options) {
        List<String> args = new ArrayList<>(List.of("stage", "-", "--team=vision", "--storage=" + directory));
        args.add("--endpoint=" + S3.endpoint());
        args.addAll(List.of(options));
        return CommandLineRun.withInput(spec, args.toArray(new String[0]));
    }

    @Test
    void boundsWhatASpecMayFillTheStorageWith() {
        S3.put("bounded.bin", new byte[5000]);

        CommandLineRun unbounded = stage("uri: s3://bkt/bounded.bin", "--max-size=4K");
        assertThat(unbounded.exitCode()).isEqualTo(73);
        assertThat(unbounded.errors()).singleElement().asString().contains("4K");
        assertThat(directory.resolve("vision/data/bounded.bin")).doesNotExist();

        String asksForMore = "{uri: s3://bkt/bounded.bin, volumeOptions: {size: 6K}}";
        assertThat(stage(asksForMore, "--max-size=4K").exitCode()).isEqualTo(64);
        assertThat(stage(asksForMore, "--max-size=6K").exitCode()).isZero();
        assertThat(stage(asksForMore, "--max-size=0").exitCode()).isEqualTo(64);
    }

    @Test
    void stagesWithoutFlushingWhereAsked() {
        S3.put("unflushed.csv", "1");

        CommandLineRun run = stage("uri: s3://bkt/unflushed.csv", "--durability=none");

        assertThat(run.exitCode()).as(run.err()).isZero();
    }
}
