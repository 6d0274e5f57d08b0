package io.github.privatedatasets.s3;

import java.net.InetAddress;
import java.net.URI;
import java.util.function.BiPredicate;

/**
 * Which endpoints a spec may name where the embedder gives no rule of its own: none on this host or its link, where
 * metadata services give out the host's credentials.
 */
final class EndpointRule implements BiPredicate<URI, InetAddress> {
    @Override
    public boolean test(URI endpoint, InetAddress address) {
        byte[] bytes = address.getAddress();
        // fd00:ec2::/32 holds the IPv6 metadata service of EC2, which is not link-local.
        boolean ec2 = bytes.length == 16
                && bytes[0] == (byte) 0xfd
                && bytes[1] == 0
                && bytes[2] == 0x0e
                && bytes[3] == (byte) 0xc2;
        return !(address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress() || ec2);
    }
}
