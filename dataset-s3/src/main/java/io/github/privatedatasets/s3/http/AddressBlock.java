// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The addresses that have their first bits in common, such as {@code 10.0.0.0/8} or {@code fe80::/10}. */
public final class AddressBlock {
    private final byte[] first;
    private final int bits;

    private AddressBlock(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /** Returns the block of an address, a slash and a number of bits; of an address alone, it is the only one. Empty where it is none. */
    public static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> first = address(slash < 0 ? text : text.substring(0, slash));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        int most = first.get().length * 8;
        String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most
                ? Optional.of(new AddressBlock(first.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    /** Returns the bytes of an address; nothing for a name, which is not looked up. */
    static Optional<byte[]> address(String text) {
        if (text.indexOf(':') < 0 && !text.matches("[0-9]+(\\.[0-9]+){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty(); // 999.0.0.1
        }
    }

    /** Tells whether an address lies in the block; one of 4 bytes never lies in one of 16. */
    public boolean contains(byte[] address) {
        int others = first.length * 8 - bits;
        return address.length == first.length
                && new BigInteger(1, address).shiftRight(others).equals(new BigInteger(1, first).shiftRight(others));
    }
}
