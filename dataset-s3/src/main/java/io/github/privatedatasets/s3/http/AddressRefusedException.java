// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Tells that nothing was sent, since the server's address is not allowed. */
@SuppressWarnings("serial")
public final class AddressRefusedException extends IOException {
    private AddressRefusedException(String message) {
        super(message);
    }

    /** Throws if the rule does not allow one of the addresses that the server's name leads to. */
    static void check(Origin origin, List<InetAddress> addresses, AddressRule rule) throws AddressRefusedException {
        for (InetAddress address : addresses) {
            if (!rule.allows(address)) {
                throw new AddressRefusedException(
                        origin.host() + " leads to " + address.getHostAddress() + ", which is not allowed");
            }
        }
    }
}
