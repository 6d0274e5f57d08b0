// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.s3.http.AddressBlock;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Which endpoints a spec may name where the embedder gives no rule of its own: none on this host or its link, and none where a
 * cloud's metadata service gives out the host's credentials; nor an IPv6 address that stands for such an IPv4 address.
 */
final class EndpointRule implements BiPredicate<URI, InetAddress> {
    private static final List<AddressBlock> REFUSED = blocks(
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local: the metadata services of most clouds
            "100.100.100.200", // metadata of Alibaba Cloud
            "168.63.129.16", // Azure's host
            "192.0.0.0/24", // IANA's own: metadata of Oracle Cloud at .192
            "::/127", // unspecified, and loopback
            "fe80::/10", // link-local
            "fd00:ec2::/32", // metadata of AWS
            "fd00:c1::/32", // metadata of Oracle Cloud
            "fd00:42::/32", // metadata of Scaleway
            "fd20:ce::/32", // metadata of Google Cloud
            // Where these hold the IPv4 address that is meant is the gateway's to choose.
            "64:ff9b:1::/48", // NAT64 of a network's own (RFC 8215)
            "2001::/32"); // Teredo

    private static final AddressBlock NAT64 = blocks("64:ff9b::/96").get(0);
    private static final AddressBlock SIX_TO_FOUR = blocks("2002::/16").get(0);
    private static final AddressBlock COMPATIBLE = blocks("::/96").get(0);
    private static final AddressBlock TRANSLATED = blocks("::ffff:0:0:0/96").get(0);

    // As a text it would be IPv4 to the JDK.
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static List<AddressBlock> blocks(String... texts) {
        return Stream.of(texts)
                .map(AddressBlock::parse)
                .map(Optional::orElseThrow)
                .toList();
    }

    @Override
    public boolean test(URI endpoint, InetAddress address) {
        byte[] bytes = address.getAddress();
        return isAllowed(bytes) && meant(bytes).map(EndpointRule::isAllowed).orElse(true);
    }

    private static boolean isAllowed(byte[] address) {
        return REFUSED.stream().noneMatch(block -> block.contains(address));
    }

    /** Returns the IPv4 address that an IPv6 address stands for, if it does. */
    private static Optional<byte[]> meant(byte[] address) {
        if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(Arrays.copyOfRange(address, 2, 6));
        }
        return address.length == 16
                        && (Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
                                || Stream.of(NAT64, COMPATIBLE, TRANSLATED).anyMatch(block -> block.contains(address)))
                ? Optional.of(Arrays.copyOfRange(address, 12, 16))
                : Optional.empty();
    }
}
