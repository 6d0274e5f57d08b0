// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A connection to a server, or to a proxy before it. One thread uses it; any may close it, which frees that one at once. */
final class Connection {
    private final Wire wire;
    private final List<InetAddress> addresses;
    private final TimedInput timed;
    private final OutputStream out;
    private final ByteSource in;
    private final Optional<ProxyServer> proxy;
    private long idleSince;

    /**
     * Creates a connection that is ready for requests.
     *
     * @param addresses where the server's name leads to, as far as it is known here: with a proxy before it, that may be nowhere
     * @param timed the clock below {@code in}
     * @param proxy who reads the requests first, and has to be told the server; empty for a tunnel
     */
    Connection(
            Wire wire,
            List<InetAddress> addresses,
            TimedInput timed,
            ByteSource in,
            OutputStream out,
            Optional<ProxyServer> proxy) {
        this.wire = wire;
        this.addresses = addresses;
        this.timed = timed;
        this.in = in;
        this.out = out;
        this.proxy = proxy;
    }

    /**
     * Does nothing where the rule allows this server.
     *
     * @throws AddressRefusedException if it does not
     */
    void check(Origin origin, AddressRule rule) throws AddressRefusedException {
        AddressRefusedException.check(origin, addresses, rule);
    }

    /** Sends the request, and tells whether a byte of an answer came. */
    boolean ask(HttpRequest request, long deadline) throws IOException {
        timed.expectBy(deadline);
        out.write(request.toBytes(proxy));
        return in.awaitByte();
    }

    /** Reads the header of the answer whose first byte came; its body follows. */
    AnswerHead answer() throws IOException {
        AnswerHead head = AnswerHead.read(in);
        timed.expectSteadily();
        return head;
    }

    ByteSource in() {
        return in;
    }

    void rest() {
        idleSince = System.nanoTime();
    }

    boolean hasRested(long nanos) {
        return System.nanoTime() - idleSince > nanos;
    }

    void close() {
        try {
            // Not by TLS, which would first tell the server, and wait for a reader to let go of it.
            wire.close();
        } catch (IOException e) {
            // It is closed whatever this tells.
        }
    }
}
