// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a spec's own endpoint may lead. */
class EndpointRuleTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.1.2.3, loopback",
        "::1, loopback",
        "0.0.0.0, unspecified",
        "0.1.2.3, this network",
        "::, unspecified",
        "169.254.169.254, link-local",
        "169.254.170.2, link-local",
        "fe80::1, link-local",
        "febf::1, link-local",
        "100.100.100.200, Alibaba",
        "168.63.129.16, Azure",
        "192.0.0.192, Oracle",
        "fd00:ec2::254, AWS",
        "fd00:c1::a9fe:a9fe, Oracle",
        "fd00:42::42, Scaleway",
        "fd20:ce::254, Google",
        "::ffff:169.254.169.254, IPv4-mapped",
        "::169.254.169.254, IPv4-compatible",
        "::ffff:0:127.0.0.1, IPv4-translated",
        "64:ff9b::169.254.169.254, NAT64",
        "64:ff9b::a83f:8110, NAT64",
        "64:ff9b:1::808:808, NAT64 of a network's own",
        "64:ff9b:1:a9fe:a9:fe00::, NAT64 of a network's own",
        "2002:a9fe:a9fe::1, 6to4",
        "2002:7f00:1::, 6to4",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2, Teredo"
    })
    void allowsNoEndpointThatLeadsToThisHostOrToWhereItGetsItsKeys(String address, String what)
            throws UnknownHostException {
        assertThat(allows(InetAddress.getByName(address))).as(what).isFalse();
    }

    @Test
    void looksAtMappedAddressesAlsoWhereTheyAreGivenAsIpv6() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertThat(allows(Inet6Address.getByAddress("store", mapped, 0))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "192.168.0.7",
                "100.100.100.100",
                "8.8.8.8",
                "192.0.1.1",
                "2001:db8::1",
                "2a05:d018::1",
                "fd00:1::1",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1"
            })
    void allowsOtherEndpoints(String address) throws UnknownHostException {
        assertThat(allows(InetAddress.getByName(address))).isTrue();
    }

    private static boolean allows(InetAddress address) {
        return S3DatasetSource.notThisHost().test(URI.create("https://store.example.org"), address);
    }
}
