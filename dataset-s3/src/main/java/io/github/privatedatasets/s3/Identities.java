// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.signing.Identity;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.io.IOException;
import java.util.Optional;

/**
 * Decides as whom a spec's requests are made: its own keys, else those that the embedder lends, else nobody.
 */
final class Identities {
    private static final String REFERENCE = "secret:";

    private final Optional<SecretResolver> secrets;
    private final Optional<Identity> lent;

    /**
     * Creates the rule.
     *
     * @param lent who asks for specs without keys
     */
    Identities(Optional<SecretResolver> secrets, Optional<Identity> lent) {
        this.secrets = secrets;
        this.lent = lent;
    }

    Identity of(DatasetSpec spec) throws DatasetException {
        if (spec.credentials().isPresent()) {
            Credentials written = spec.credentials().get();
            Credentials keys = withSecrets(spec, written);
            return written.accessKeyId().startsWith(REFERENCE)
                    ? Identity.ofSecret("the access key in " + shown(name(written.accessKeyId())), keys)
                    : Identity.of(keys);
        }
        // A stranger's server must not be shown what the embedder signs.
        return lent.map(own -> spec.endpoint().isPresent() ? Identity.anonymousAtOwnEndpoint() : own)
                .orElseGet(Identity::anonymous);
    }

    private Credentials withSecrets(DatasetSpec spec, Credentials written) throws DatasetException {
        Optional<String> token = written.sessionToken();
        return new Credentials(
                value(spec, written.accessKeyId()),
                value(spec, written.secretAccessKey()),
                token.isPresent() ? Optional.of(value(spec, token.get())) : token);
    }

    private String value(DatasetSpec spec, String written) throws DatasetException {
        if (!written.startsWith(REFERENCE)) {
            return written;
        }
        String name = name(written);
        if (secrets.isEmpty()) {
            throw new UnsupportedDatasetException(spec.uri() + " asks for a secret by name, and this service resolves"
                    + " none: write the keys themselves, or give the S3 source a secret resolver");
        }
        Optional<String> value = resolved(spec, secrets.get(), name);
        if (value.isEmpty()) {
            throw new UnsupportedDatasetException(spec.uri() + " asks for " + shown(name)
                    + ", and there is none of that name: create it, or correct the name");
        }
        try {
            return Credentials.of(value.get(), value.get()).secretAccessKey();
        } catch (InvalidSpecException e) {
            // Without the cause, which blames the spec.
            throw new UnsupportedDatasetException(spec.uri() + " asks for " + shown(name)
                    + ", which is no key: it holds a blank at an end, or a control character; store the bare key");
        }
    }

    private static Optional<String> resolved(DatasetSpec spec, SecretResolver secrets, String name)
            throws DatasetException {
        try {
            return secrets.resolve(name).map(Identities::withoutLineEnd).filter(value -> !value.isBlank());
        } catch (DatasetException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SourceUnavailableException(
                    spec.uri() + " asks for " + shown(name) + ", which cannot be had now: "
                            + Said.of(e.getClass().getSimpleName() + " (" + e.getMessage() + ")")
                            + "; try again, or see what the service's secret resolver asks",
                    e);
        }
    }

    /** A mounted secret is a file, and most editors end its line. */
    private static String withoutLineEnd(String value) {
        if (!value.endsWith("\n")) {
            return value;
        }
        return value.substring(0, value.length() - (value.endsWith("\r\n") ? 2 : 1));
    }

    private static String name(String reference) {
        return reference.substring(REFERENCE.length());
    }

    private static String shown(String name) {
        return "the secret \"" + Said.of(name) + "\"";
    }
}
