package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Decides as whom a spec's requests are made: its own keys, else the host's or the client's where the embedder lends
 * them, else nobody.
 */
final class Identities {
    private static final String REFERENCE = "secret:";

    private final Optional<SecretResolver> secrets;
    private final Optional<AwsCredentialsProvider> chain;
    private final boolean clientSigns;

    /**
     * Creates the rule.
     *
     * @param chain the host's credentials, where specs without keys may use them
     * @param clientSigns whether specs without keys may use the credentials of the embedder's own client
     */
    Identities(Optional<SecretResolver> secrets, Optional<AwsCredentialsProvider> chain, boolean clientSigns) {
        this.secrets = secrets;
        this.chain = chain;
        this.clientSigns = clientSigns;
    }

    Identity of(DatasetSpec spec) throws DatasetException {
        if (spec.credentials().isPresent()) {
            return Identity.of(withSecrets(spec, spec.credentials().get()));
        }
        if (spec.endpoint().isPresent()) {
            // A stranger's server must not be shown what the host or the embedder signs.
            return Identity.anonymous();
        }
        if (clientSigns) {
            return Identity.ofClient();
        }
        return chain.isPresent() ? ofHost(spec, chain.get()) : Identity.anonymous();
    }

    private static Identity ofHost(DatasetSpec spec, AwsCredentialsProvider chain) throws DatasetException {
        Identity host = Identity.ofHost(chain);
        try {
            chain.resolveCredentials();
        } catch (SdkClientException e) {
            throw new DatasetAccessDeniedException(spec.uri(), host.toString(), "the host has none", e);
        }
        return host;
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
