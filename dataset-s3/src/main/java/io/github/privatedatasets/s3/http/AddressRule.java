// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.net.InetAddress;

/**
 * Which addresses a request may go to.
 *
 * <p>It is asked about the very address that the bytes go to, for a connection that is used again as for a new one, so a name
 * that leads elsewhere a moment later gains nothing.
 */
@FunctionalInterface
public interface AddressRule {
    /** Allows every address. */
    AddressRule ANY = address -> true;

    /** Tells whether the request may go there. */
    boolean allows(InetAddress address);
}
