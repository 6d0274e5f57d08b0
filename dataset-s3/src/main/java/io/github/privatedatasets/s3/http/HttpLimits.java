// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connectTimeout until it accepts a connection, for each of its addresses
 * @param readTimeout until the next bytes come
 * @param answerTimeout until an answer's header is there whole, with the TLS handshake of a new connection
 * @param leastBytesPerSecond a body that brings less, while it is waited for, counts as stalled; 0 for any
 * @param throughputWindow over so much time of waiting that is reckoned
 * @param maxConnections how many are used at once, but for HEAD requests; who needs one more waits
 */
public record HttpLimits(
        Duration connectTimeout,
        Duration readTimeout,
        Duration answerTimeout,
        long leastBytesPerSecond,
        Duration throughputWindow,
        int maxConnections) {}
