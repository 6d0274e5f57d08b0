// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
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
            return Identity.of(withSecrets(spec, spec.credentials().get()));
        }
        // A stranger's server must not be shown what the embedder signs.
        return spec.endpoint().isPresent() ? Identity.anonymous() : lent.orElseGet(Identity::anonymous);
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
        String name = written.substring(REFERENCE.length());
        if (secrets.isEmpty()) {
            throw new UnsupportedDatasetException(spec.uri() + " asks for a secret by name, and this service resolves"
                    + " none: write the keys themselves, or give the S3 source a secret resolver");
        }
        return secrets.get()
                .resolve(name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new UnsupportedDatasetException(spec.uri() + " asks for the secret \""
                        + OneLine.of(name) + "\", and there is none of that name: create it, or correct the name"));
    }
}
