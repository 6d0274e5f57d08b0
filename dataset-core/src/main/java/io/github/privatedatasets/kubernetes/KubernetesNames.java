// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.kubernetes;

import io.github.privatedatasets.spec.OneLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names that Kubernetes takes: those of RFC 1123. */
final class KubernetesNames {
    private static final int LABEL_LENGTH = 63;
    private static final int SUBDOMAIN_LENGTH = 253;
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABELS = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAINS = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int DIGEST_LENGTH = 10;
    private static final Pattern DIGESTED = Pattern.compile(".*-[0-9a-f]{" + DIGEST_LENGTH + "}");

    private KubernetesNames() {}

    /** Returns a label for a text of any kind: readable, and another one for each text, since what is changed gets a digest of the text. */
    static String label(String prefix, String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String label = prefix + "-" + plain;
        if (!plain.isEmpty()
                && plain.equals(text)
                && label.length() <= LABEL_LENGTH
                && !DIGESTED.matcher(label).matches()) {
            return label;
        }
        int room = LABEL_LENGTH - 1 - DIGEST_LENGTH;
        String start = label.substring(0, Math.min(room, label.length())).replaceAll("-+$", "");
        return start + "-" + digest(text);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    /** Returns the name of a container, or refuses it. */
    static String requireLabel(String what, String name) {
        return require(what, name, LABELS, LABEL_LENGTH);
    }

    /** Returns the name of an object, such as a claim, or refuses it. */
    static String requireSubdomain(String what, String name) {
        return require(what, name, SUBDOMAINS, SUBDOMAIN_LENGTH);
    }

    private static String require(String what, String name, Pattern pattern, int length) {
        if (name.length() > length || !pattern.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " \"" + OneLine.of(name)
                    + "\" is no name in Kubernetes: write a-z, 0-9 and -, at most " + length + " of them");
        }
        return name;
    }
}
