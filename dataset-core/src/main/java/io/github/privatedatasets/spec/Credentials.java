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
    /** Refuses empty parts with {@link InvalidSpecException}. */
    public Credentials {
        if (accessKeyId.isBlank()
                || secretAccessKey.isBlank()
                || sessionToken.filter(String::isBlank).isPresent()) {
            throw new InvalidSpecException(
                    "a credential is empty: give awsAccessKeyId and awsSecretAccessKey, or neither for a public bucket");
        }
    }

    /** Returns permanent keys. */
    public static Credentials of(String accessKeyId, String secretAccessKey) {
        return new Credentials(accessKeyId, secretAccessKey, Optional.empty());
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
