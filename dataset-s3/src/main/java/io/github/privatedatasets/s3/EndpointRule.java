package io.github.privatedatasets.s3;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which endpoints a spec may name where the embedder gives no rule of its own: none on this host or its link, where
 * metadata services give out the host's credentials.
 */
final class EndpointRule implements Predicate<URI> {
    @Override
    public boolean test(URI endpoint) {
        return !leadsHere(endpoint.getHost());
    }

    /**
     * Tells whether the bucket before the endpoint's host name leads here, and the name alone does not: what is asked where the
     * bucket is not in the path. The name's owner, who may have written the spec, decides where it leads.
     */
    boolean isEvadedBy(String bucket, URI endpoint) {
        return test(endpoint) && leadsHere(bucket + "." + endpoint.getHost());
    }

    private static boolean leadsHere(String host) {
        if (host.indexOf('%') >= 0) {
            return true; // A zone is a link of this host; %25lo, no zone to the JDK, is %lo to the HTTP client.
        }
        try {
            return Stream.of(InetAddress.getAllByName(host)).anyMatch(EndpointRule::isOurOwn);
        } catch (UnknownHostException e) {
            return false; // Nothing is sent to what has no address; asking says so better than a refusal.
        }
    }

    private static boolean isOurOwn(InetAddress address) {
        byte[] bytes = address.getAddress();
        // fd00:ec2::/32 holds the IPv6 metadata service of EC2, which is not link-local.
        boolean ec2 = bytes.length == 16
                && bytes[0] == (byte) 0xfd
                && bytes[1] == 0
                && bytes[2] == 0x0e
                && bytes[3] == (byte) 0xc2;
        return address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress() || ec2;
    }
}
