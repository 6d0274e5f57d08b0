// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

import io.github.privatedatasets.spec.Credentials;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Who asks the store: signs the requests, and can be named in a message. {@link #toString} is that name. */
public final class Identity {
    private static final String HIDDEN = "[hidden]";
    // An AWS id has 20 characters and a key has 40, so what is longer than an id may be a key in the wrong place.
    private static final int LONGEST_ID_SHOWN = 32;

    private static final int KEYS_REMEMBERED = 4;
    // In an echo of the header of a signed request, or of a signed URL.
    private static final Pattern SIGNED = Pattern.compile(
            "(\\b(?:X-Amz-Signature|X-Amz-Security-Token|Signature)=)[^&\\s,;\"'<>]+", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final KeyOwner owner;
    private final Keys keys;
    // Empty where it is no secret.
    private final String secretId;
    private final boolean renewed;
    // The last ones: what is refused may have been signed before they changed.
    private final Deque<SigningKeys> used = new ConcurrentLinkedDeque<>();

    private Identity(String name, KeyOwner owner, Keys keys, String secretId, boolean renewed) {
        this.name = name;
        this.owner = owner;
        this.keys = keys;
        this.secretId = secretId;
        this.renewed = renewed;
    }

    /** Gives the keys of this moment; none for nobody. */
    private interface Keys {
        Optional<SigningKeys> now() throws KeysUnavailableException;
    }

    /** Returns nobody: requests go out unsigned. */
    public static Identity anonymous() {
        return new Identity("anonymous", KeyOwner.NOBODY, Optional::empty, "", false);
    }

    /** Returns nobody, where the service has keys that are not shown to whom the spec asks. */
    public static Identity anonymousAtOwnEndpoint() {
        return new Identity("anonymous", KeyOwner.NOBODY_AT_OWN_ENDPOINT, Optional::empty, "", false);
    }

    /** Returns the owner of a spec's own keys. */
    public static Identity of(Credentials keys) {
        String id = keys.accessKeyId().length() > LONGEST_ID_SHOWN
                ? keys.accessKeyId().substring(0, 4) + "..."
                : keys.accessKeyId();
        return of("access key " + id, keys, "");
    }

    /** Returns the owner of keys whose id too is not for the spec's author to see: it may be any secret, a password as well. */
    public static Identity ofSecret(String name, Credentials keys) {
        return of(name, keys, keys.accessKeyId());
    }

    private static Identity of(String name, Credentials keys, String secretId) {
        Optional<SigningKeys> signing =
                Optional.of(new SigningKeys(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken()));
        return new Identity(name, KeyOwner.SPEC, () -> signing, secretId, false);
    }

    /** Returns the one whose keys the service lends: a provider gives them, anew for each request. */
    public static Identity of(String name, AwsCredentialsProvider provider) {
        return new Identity(
                name,
                KeyOwner.SERVICE,
                () -> keys(provider.resolveCredentials()),
                "",
                !(provider instanceof StaticCredentialsProvider));
    }

    private static Optional<SigningKeys> keys(@Nullable AwsCredentials given) throws KeysUnavailableException {
        if (given == null) {
            throw KeysUnavailableException.none();
        }
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
     * @throws KeysUnavailableException if the provider has none
     */
    public Optional<SigningKeys> keys() throws KeysUnavailableException {
        try {
            Optional<SigningKeys> now = keys.now();
            now.ifPresent(this::remember);
            return now;
        } catch (RuntimeException e) { // the embedder's own provider may throw any
            throw KeysUnavailableException.of(e, !used.isEmpty());
        }
    }

    /** Tells whether a provider may give other keys later. */
    public boolean isRenewed() {
        return renewed;
    }

    /** By one thread at a time: of many that see new keys at once, each would push out one more of those before. */
    private synchronized void remember(SigningKeys now) {
        if (!used.contains(now)) {
            used.addFirst(now);
            if (used.size() > KEYS_REMEMBERED) {
                used.removeLast();
            }
        }
    }

    /** Returns whose the keys are. */
    public KeyOwner owner() {
        return owner;
    }

    /** Returns a text of the store's without the keys and signatures that a store may echo. */
    public String hideKeysIn(String text) {
        String hidden = hide(text, secretId);
        for (SigningKeys keys : List.copyOf(used)) {
            hidden = hide(
                    hide(hidden, keys.secretAccessKey()), keys.sessionToken().orElse(""));
        }
        return hidden.indexOf('=') < 0 ? hidden : SIGNED.matcher(hidden).replaceAll("$1" + HIDDEN);
    }

    /** Tells whether a text of the store's shows what was sent to prove the identity; of a secret key, only signatures are sent. */
    public boolean isEchoedIn(String text) {
        return SIGNED.matcher(text).find()
                || used.stream()
                        .anyMatch(keys ->
                                keys.sessionToken().filter(text::contains).isPresent());
    }

    private static String hide(String text, String secret) {
        return secret.isEmpty() ? text : text.replace(secret, HIDDEN).replace(PercentEncoding.of(secret), HIDDEN);
    }

    @Override
    public String toString() {
        return name;
    }
}
