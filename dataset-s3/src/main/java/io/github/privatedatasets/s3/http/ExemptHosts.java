// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which servers {@code no_proxy} exempts: names with all below them, addresses and blocks of them, each with or without a port. */
final class ExemptHosts {
    private final List<String> entries;

    ExemptHosts(String list) {
        entries = List.of(list.toLowerCase(Locale.ROOT).strip().split("[,\\s]+", -1));
    }

    boolean contain(Origin origin) {
        return entries.stream().anyMatch(entry -> matches(entry, origin));
    }

    private static boolean matches(String entry, Origin origin) {
        String host = origin.bareHost();
        if (entry.equals("*")) {
            return true;
        }
        if (entry.indexOf('/') > 0) {
            Optional<byte[]> address = AddressBlock.address(host);
            return address.isPresent()
                    && AddressBlock.parse(entry)
                            .filter(block -> block.contains(address.get()))
                            .isPresent();
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        if (colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')) {
            if (!entry.substring(colon + 1).equals(Integer.toString(origin.port()))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (name.startsWith("*.")) {
            name = name.substring(1);
        }
        return !name.isEmpty() && ("." + host).endsWith(name.startsWith(".") ? name : "." + name);
    }
}
