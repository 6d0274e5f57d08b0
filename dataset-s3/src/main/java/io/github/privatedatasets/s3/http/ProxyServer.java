// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.util.Optional;

/**
 * A server that fetches for others.
 *
 * @param authorization the value of {@code Proxy-Authorization}, a secret
 */
record ProxyServer(String host, int port, Optional<String> authorization) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
