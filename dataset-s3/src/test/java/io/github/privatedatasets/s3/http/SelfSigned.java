// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody vouches for, made by the JDK's keytool. */
public final class SelfSigned {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";

    private final KeyStore keys;
    private final Certificate trusted;

    private SelfSigned(KeyStore keys, Certificate trusted) {
        this.keys = keys;
        this.trusted = trusted;
    }

    /**
     * Makes one.
     *
     * @param names as keytool takes them: {@code dns:localhost,ip:127.0.0.1}
     */
    public static SelfSigned of(Path directory, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        keytool(directory, "-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=" + names);
        KeyStore keys = load(directory);
        return new SelfSigned(keys, keys.getCertificate(ALIAS));
    }

    /** Makes one that was good until some days ago. Whoever trusts it trusts who signed it, whose own certificate is still good. */
    public static SelfSigned expired(Path directory, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        keytool(directory, "-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-ext", "bc:c");
        keytool(directory, "-certreq", "-file", directory.resolve("request").toString());
        Path expired = directory.resolve("expired");
        keytool(
                directory,
                "-gencert",
                "-infile",
                directory.resolve("request").toString(),
                "-outfile",
                expired.toString(),
                "-startdate",
                "-10d",
                "-validity",
                "5",
                "-ext",
                "san=" + names);
        KeyStore keys = load(directory);
        Certificate trusted = keys.getCertificate(ALIAS);
        try (InputStream in = Files.newInputStream(expired)) {
            Certificate[] shown = {CertificateFactory.getInstance("X.509").generateCertificate(in)};
            keys.setKeyEntry(ALIAS, keys.getKey(ALIAS, PASSWORD.toCharArray()), PASSWORD.toCharArray(), shown);
        }
        return new SelfSigned(keys, trusted);
    }

    private static void keytool(Path directory, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(List.of(command));
        words.addAll(List.of(
                "-alias",
                ALIAS,
                "-storetype",
                "PKCS12",
                "-keystore",
                directory.resolve("keys.p12").toString(),
                "-storepass",
                PASSWORD));
        Process keytool = new ProcessBuilder(words).inheritIO().start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool did not do " + command[0]);
        }
    }

    private static KeyStore load(Path directory) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** Returns what a server shows it with, and a client trusts it by. */
    public SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, PASSWORD.toCharArray());
        // A trust store holds certificates alone: one with its key counts as the owner's own.
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        try {
            certificates.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        certificates.setCertificateEntry(ALIAS, trusted);
        TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusting.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trusting.getTrustManagers(), null);
        return context;
    }

    /** Opens a socket on loopback that speaks TLS. */
    public ServerSocket listen() throws IOException, GeneralSecurityException {
        return context().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }
}
