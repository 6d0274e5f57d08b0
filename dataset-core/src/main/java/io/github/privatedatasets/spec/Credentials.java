// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.Optional;

/**
 * The keys a spec brings for its own dataset. {@link #toString} shows none of them.
 *
 * <p>A value {@code secret:NAME} is a reference that the source resolves through the embedder's resolver; it is never
 * sent anywhere.
 *
 * @param accessKeyId the key's id, never empty
 * @param secretAccessKey the key, never empty
 * @param sessionToken the token that temporary keys come with
 */
public record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    private static final String REFERENCE = "secret:";

    /** Refuses parts that are empty or hold blanks around them or control characters with {@link InvalidSpecException}. */
    public Credentials {
        require("awsAccessKeyId", accessKeyId);
        require("awsSecretAccessKey", secretAccessKey);
        sessionToken.ifPresent(token -> require("awsSessionToken", token));
    }

    /** Returns permanent keys. */
    public static Credentials of(String accessKeyId, String secretAccessKey) {
        return new Credentials(accessKeyId, secretAccessKey, Optional.empty());
    }

    /** Refuses a text that can be no such part, without showing it. */
    static void require(String what, String text) {
        if (text.isBlank()) {
            throw new InvalidSpecException(
                    what + " is empty: give awsAccessKeyId and awsSecretAccessKey, or neither for a public bucket");
        }
        if (!text.equals(text.strip()) || !PlainText.isPlain(text)) {
            throw new InvalidSpecException(
                    what + " holds a blank at an end, or a control character: write the bare key, in quotes");
        }
        if (text.equals(REFERENCE)) {
            throw new InvalidSpecException(what + " refers to a secret without a name: write secret:NAME");
        }
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
