package io.github.privatedatasets.s3;

import io.github.privatedatasets.spec.Credentials;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Who asks the store: signs the requests, and can be named in a message. {@link #toString} is that name. */
final class Identity {
    private static final String HIDDEN = "[hidden]";
    // An AWS id has 20 characters and a key has 40, so what is longer than an id may be a key in the wrong place.
    private static final int LONGEST_ID_SHOWN = 32;

    private final String name;
    private final Optional<AwsCredentialsProvider> provider;
    private final Optional<Credentials> keys;

    private Identity(String name, Optional<AwsCredentialsProvider> provider, Optional<Credentials> keys) {
        this.name = name;
        this.provider = provider;
        this.keys = keys;
    }

    /** Returns nobody: requests go out unsigned. */
    static Identity anonymous() {
        return new Identity("anonymous", Optional.of(AnonymousCredentialsProvider.create()), Optional.empty());
    }

    /** Returns the owner of a spec's own keys. */
    static Identity of(Credentials keys) {
        String id = keys.accessKeyId().length() > LONGEST_ID_SHOWN
                ? keys.accessKeyId().substring(0, 4) + "..."
                : keys.accessKeyId();
        AwsCredentialsProvider provider = StaticCredentialsProvider.create(
                keys.sessionToken().isPresent()
                        ? AwsSessionCredentials.create(
                                keys.accessKeyId(),
                                keys.secretAccessKey(),
                                keys.sessionToken().get())
                        : AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey()));
        return new Identity("access key " + id, Optional.of(provider), Optional.of(keys));
    }

    /** Returns the one that the embedder's host is. */
    static Identity ofHost(AwsCredentialsProvider chain) {
        return new Identity("the host's default credentials", Optional.of(chain), Optional.empty());
    }

    /** Returns the one that the embedder's own client signs for. */
    static Identity ofClient() {
        return new Identity("the credentials of the service's own S3 client", Optional.empty(), Optional.empty());
    }

    /** Returns what signs each request; empty to leave that to the client. */
    Optional<AwsCredentialsProvider> provider() {
        return provider;
    }

    /** Returns a text of the store's without the keys, which a store may echo. */
    String hideKeysIn(String text) {
        if (keys.isEmpty()) {
            return text;
        }
        String hidden = text.replace(keys.get().secretAccessKey(), HIDDEN);
        return keys.get().sessionToken().map(t -> hidden.replace(t, HIDDEN)).orElse(hidden);
    }

    @Override
    public String toString() {
        return name;
    }
}
