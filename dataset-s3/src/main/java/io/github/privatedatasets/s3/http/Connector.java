// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes connections: looks the name up once, has its addresses allowed, and goes to one of those. Thread-safe. */
final class Connector {
    private final HttpLimits limits;
    private final ProxySettings proxies;
    private final Names names;
    /** Asked only for TLS: that alone reads the certificates this JVM trusts. */
    private final Supplier<SSLSocketFactory> tls;

    /** Tells what a name leads to. */
    @FunctionalInterface
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    Connector(HttpLimits limits, ProxySettings proxies, Names names, Supplier<SSLSocketFactory> tls) {
        this.limits = limits;
        this.proxies = proxies;
        this.names = names;
        this.tls = tls;
    }

    Connection connect(Origin origin, AddressRule rule, long deadline) throws IOException {
        Optional<ProxyServer> proxy = proxies.proxyFor(origin);
        List<InetAddress> addresses = proxy.isPresent() ? knownAddresses(origin) : addresses(origin.host());
        AddressRefusedException.check(origin, addresses, rule);
        Wire wire = proxy.isPresent()
                ? open(addresses(proxy.get().host()), proxy.get().port(), deadline)
                : open(addresses, origin.port(), deadline);
        try {
            // Through a proxy, where the name leads to here stands for where the proxy goes.
            List<InetAddress> reached =
                    proxy.isPresent() ? addresses : List.of(wire.socket().getInetAddress());
            return ready(wire, reached, origin, proxy, deadline);
        } catch (IOException | RuntimeException | Error e) { // OutOfMemoryError: -XX:MaxDirectMemorySize
            wire.close();
            throw e;
        }
    }

    /** Returns what the name leads to here; nothing where only the proxy knows. */
    private List<InetAddress> knownAddresses(Origin origin) {
        try {
            return addresses(origin.host());
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private List<InetAddress> addresses(String host) throws UnknownHostException {
        return List.of(names.lookUp(host));
    }

    private Wire open(List<InetAddress> addresses, int port, long deadline) throws IOException {
        List<IOException> failures = new ArrayList<>(1);
        for (InetAddress address : addresses) {
            long left = Math.min(limits.connectTimeout().toNanos(), deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            SocketChannel channel = SocketChannel.open();
            try {
                channel.socket().setTcpNoDelay(true);
                channel.socket().setKeepAlive(true);
                channel.socket().connect(new InetSocketAddress(address, port), (int) left);
                return new Wire(channel);
            } catch (RuntimeException | Error e) {
                channel.close();
                throw e;
            } catch (IOException e) {
                channel.close();
                failures.add(e);
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
            }
        }
        throw failures.isEmpty() ? new SocketTimeoutException("no connection in time") : failures.get(0);
    }

    private Connection ready(
            Wire wire, List<InetAddress> reached, Origin origin, Optional<ProxyServer> proxy, long deadline)
            throws IOException {
        TimedInput timed = new TimedInput(wire, limits);
        timed.expectBy(deadline);
        TimedOutput out = new TimedOutput(wire, limits);
        if (!origin.secure()) {
            return new Connection(wire, reached, timed, new ByteSource(timed), out, proxy);
        }
        if (proxy.isPresent()) {
            tunnel(timed, out, origin, proxy.get());
        }
        SSLSocket secured = (SSLSocket) tls.get()
                .createSocket(new TimedSocket(wire.socket(), timed, out), origin.bareHost(), origin.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return new Connection(
                wire,
                reached,
                timed,
                new ByteSource(secured.getInputStream()),
                secured.getOutputStream(),
                Optional.empty());
    }

    private static void tunnel(TimedInput timed, TimedOutput out, Origin origin, ProxyServer proxy) throws IOException {
        String server = origin.host() + ":" + origin.port();
        String request = "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n"
                + proxy.authorization()
                        .map(value -> "Proxy-Authorization: " + value + "\r\n")
                        .orElse("")
                + "\r\n";
        out.write(request.getBytes(ISO_8859_1));
        ByteSource in = new ByteSource(timed);
        int status = AnswerHead.read(in).status();
        if (status / 100 != 2) {
            throw new IOException("the proxy " + proxy + " does not connect to " + server + ": HTTP " + status);
        }
        if (in.buffered() > 0) {
            throw new MalformedAnswerException("the proxy sends more than was asked for");
        }
    }
}
