package io.github.privatedatasets.s3;

import io.github.privatedatasets.spec.Credentials;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Who asks the store: signs the requests, and can be named in a message. {@link #toString} is that name. */
final class Identity {
    private static final String HIDDEN = "[hidden]";
    // An AWS id has 20 characters and a key has 40, so what is longer than an id may be a key in the wrong place.
    private static final int LONGEST_ID_SHOWN = 32;

    private final String name;
    private final Keys keys;
    private volatile Optional<SigningKeys> used = Optional.empty();

    private Identity(String name, Keys keys) {
        this.name = name;
        this.keys = keys;
    }

    /** Gives the keys of this moment; none for nobody. */
    private interface Keys {
        Optional<SigningKeys> now();
    }

    /** Returns nobody: requests go out unsigned. */
    static Identity anonymous() {
        return new Identity("anonymous", Optional::empty);
    }

    /** Returns the owner of a spec's own keys. */
    static Identity of(Credentials keys) {
        String id = keys.accessKeyId().length() > LONGEST_ID_SHOWN
                ? keys.accessKeyId().substring(0, 4) + "..."
                : keys.accessKeyId();
        Optional<SigningKeys> signing =
                Optional.of(new SigningKeys(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken()));
        return new Identity("access key " + id, () -> signing);
    }

    /** Returns the one whose keys a provider gives, anew for each request. */
    static Identity of(String name, AwsCredentialsProvider provider) {
        return new Identity(name, () -> keys(provider.resolveCredentials()));
    }

    private static Optional<SigningKeys> keys(AwsCredentials given) {
        // The SDK's way to say anonymous.
        if (given.accessKeyId() == null || given.secretAccessKey() == null) {
            return Optional.empty();
        }
        return Optional.of(new SigningKeys(
                given.accessKeyId(),
                given.secretAccessKey(),
                given instanceof AwsSessionCredentials session
                        ? Optional.of(session.sessionToken())
                        : Optional.empty()));
    }

    /**
     * Returns what the next request is signed with; nothing where it is sent unsigned.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the provider has none
     */
    Optional<SigningKeys> keys() {
        Optional<SigningKeys> now = keys.now();
        used = now;
        return now;
    }

    /** Returns a text of the store's without the keys, which a store may echo. */
    String hideKeysIn(String text) {
        Optional<SigningKeys> last = used;
        if (last.isEmpty()) {
            return text;
        }
        String hidden = text.replace(last.get().secretAccessKey(), HIDDEN);
        return last.get()
                .sessionToken()
                .map(token -> hidden.replace(token, HIDDEN))
                .orElse(hidden);
    }

    @Override
    public String toString() {
        return name;
    }
}
