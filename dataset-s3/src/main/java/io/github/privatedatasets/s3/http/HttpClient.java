// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks HTTP servers, over connections that are kept for the next request.
 *
 * <p><b>Threads.</b> Thread-safe; requests block. An interrupt ends a wait at once, with an {@code InterruptedIOException} and the
 * thread's mark set; looking a name up is all that goes on.
 *
 * <p><b>Lifecycle.</b> Opens nothing before the first request. Closing it closes every connection, also under bodies that are read.
 *
 * <p><b>Limits.</b> Each connection has a buffer of 16 KiB, and TLS its own; on Linux it takes three file descriptors. A connection
 * is kept for 30 s at least and a minute at most.
 */
public final class HttpClient implements Closeable {
    private final HttpLimits limits;
    private final Connector connector;
    private final ConnectionPool pool;

    /** Creates a client that uses the proxies of this JVM; {@code tls} is asked for each new connection that is to be secure. */
    public HttpClient(HttpLimits limits, Supplier<SSLSocketFactory> tls) {
        this(limits, new Connector(limits, ProxySettings.ofThisProcess(), InetAddress::getAllByName, tls));
    }

    HttpClient(HttpLimits limits, Connector connector) {
        this.limits = limits;
        this.connector = connector;
        pool = new ConnectionPool(limits.maxConnections());
    }

    /**
     * Sends the request and waits for the header of its answer.
     *
     * <p>A connection kept from an earlier request may have been closed by the server meanwhile: where no byte of an answer
     * comes over it, the request is sent once more over a new one.
     *
     * @throws AddressRefusedException if the request's rule does not allow where the server's name leads; nothing is sent
     * @throws ProxyUnusableException if this JVM is told of a proxy that cannot be used; nothing is sent
     * @throws java.nio.channels.ClosedChannelException if the client is closed
     * @throws MalformedAnswerException if the answer is no HTTP/1.1
     * @throws IOException if there is no connection, or no answer in time
     */
    public HttpAnswer send(HttpRequest request) throws IOException {
        return send(request, true);
    }

    /** As {@link #send}, at once, however many connections are in use: for who holds an answer, and asks something about it. */
    public HttpAnswer ask(HttpRequest request) throws IOException {
        return send(request, false);
    }

    private HttpAnswer send(HttpRequest request, boolean counted) throws IOException {
        pool.requireOpen();
        long deadline = System.nanoTime() + limits.answerTimeout().toNanos();
        Lease lease = counted ? pool.enter(request.origin(), deadline) : pool.enterAtOnce(request.origin());
        boolean answered = false;
        try {
            HttpAnswer answer = ask(request, deadline, lease);
            answered = true;
            return answer;
        } catch (IOException e) {
            throw Interrupts.told(e);
        } finally {
            if (!answered) {
                lease.drop();
            }
        }
    }

    private HttpAnswer ask(HttpRequest request, long deadline, Lease lease) throws IOException {
        Connection kept = lease.takeKept();
        if (kept != null) {
            kept.check(request.origin(), request.addresses());
            if (beginsToAnswer(kept, request, deadline)) {
                return answer(request, kept, lease);
            }
        }
        Connection fresh = connector.connect(request.origin(), request.addresses(), deadline);
        lease.take(fresh);
        if (!fresh.ask(request, deadline)) {
            throw new EOFException("the connection ended without an answer");
        }
        return answer(request, fresh, lease);
    }

    private static boolean beginsToAnswer(Connection kept, HttpRequest request, long deadline) throws IOException {
        try {
            return kept.ask(request, deadline);
        } catch (InterruptedIOException e) {
            throw e; // too slow, or interrupted
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return false;
        }
    }

    private static HttpAnswer answer(HttpRequest request, Connection connection, Lease lease) throws IOException {
        AnswerHead head = connection.answer();
        return new HttpAnswer(
                head, new HttpBody(framing(request, head), connection.in(), head.keepsConnection(), lease));
    }

    private static HttpBody.Framing framing(HttpRequest request, AnswerHead head) throws MalformedAnswerException {
        boolean chunked = head.isChunked();
        long length = head.contentLength();
        if (request.isHead() || head.status() == 204 || head.status() == 304) {
            return new HttpBody.OfLength(0);
        }
        return chunked ? new ChunkedFraming() : length < 0 ? new HttpBody.UntilClosed() : new HttpBody.OfLength(length);
    }

    @Override
    public void close() {
        pool.close();
    }
}
