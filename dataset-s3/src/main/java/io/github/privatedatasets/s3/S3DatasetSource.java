package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads datasets from S3, or from what speaks its protocol: {@code s3://BUCKET/KEY}, {@code s3://BUCKET/FOLDER/} and
 * {@code s3://BUCKET}.
 *
 * <p>A spec with keys of its own is read with those; one without is read anonymously, unless the embedder lends it the
 * host's credentials. A refused identity is never tried again as another.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * <p><b>Lifecycle.</b> Closing it closes its connections, but not a client that was given to it.
 *
 * <p><b>Limits.</b> Connects within 10 s and waits up to 30 s for bytes; a request without an answer is tried 3 times in
 * all. An interrupt ends a wait for the store at once; with a client that was given, when that wait ends. Up to 256 contents can be open
 * at once.
 */
public final class S3DatasetSource implements DatasetSource {
    private static final Logger LOG = LoggerFactory.getLogger(S3DatasetSource.class);

    private final Optional<S3Client> own;
    private final ClientKey defaults;
    private final Predicate<URI> allowEndpoint;
    private final Optional<AwsCredentialsProvider> chain;
    private final Identities identities;
    private final S3Clients clients = new S3Clients();

    private S3DatasetSource(Builder builder, Optional<AwsCredentialsProvider> chain) {
        own = builder.client;
        defaults = builder.defaults();
        allowEndpoint = builder.allowEndpoint;
        this.chain = chain;
        identities = new Identities(builder.secrets, chain, own.isPresent() && builder.useDefaultCredentials);
    }

    /** Returns a source that asks AWS, and anonymously where a spec brings no keys. */
    public static S3DatasetSource create() {
        return builder().build();
    }

    /** Starts a source of other settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns {@code s3}. */
    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    @Override
    public RemoteDataset resolve(DatasetSpec spec) throws DatasetException, InterruptedException {
        ClientKey where = where(spec);
        Identity identity = identities.of(spec);
        LOG.debug("Looking up {} at {} as {}", spec.uri(), where.store(), identity);
        S3Client client = own.isPresent() && spec.endpoint().isEmpty() ? own.get() : clients.get(where);
        S3Failures failures = new S3Failures(spec.uri(), identity, where);
        S3Requests requests = new S3Requests(client, spec.uri(), identity, spec.requesterPays(), failures);
        return new S3Resolution(spec, requests).resolve();
    }

    private ClientKey where(DatasetSpec spec) throws DatasetException {
        if (spec.endpoint().isPresent()) {
            URI endpoint = spec.endpoint().get();
            boolean pathStyle = spec.pathStyle().orElseGet(() -> ClientKey.needsPathStyle(endpoint));
            if (!allowEndpoint.test(endpoint)
                    || (!pathStyle && new EndpointRule().isEvadedBy(spec.uri().bucket(), endpoint))) {
                throw new UnsupportedDatasetException("awsEndpoint " + endpoint.getScheme() + "://"
                        + endpoint.getAuthority() + " of " + spec.uri() + " is not allowed by this service: remove it,"
                        + " or ask the service's operator to allow it");
            }
            return new ClientKey(spec.endpoint(), spec.region().orElse(defaults.region()), pathStyle);
        }
        if (own.isPresent()
                && (differs(spec.region(), defaults.region())
                        || spec.pathStyle().isPresent())) {
            throw new UnsupportedDatasetException(spec.uri()
                    + " sets region or pathStyle, and this service reads it with an S3 client of its own, for "
                    + defaults.region() + ": remove them");
        }
        return new ClientKey(
                defaults.endpoint(),
                spec.region().orElse(defaults.region()),
                spec.pathStyle().orElse(defaults.pathStyle()));
    }

    private static boolean differs(Optional<String> asked, String given) {
        return asked.isPresent() && !asked.get().equals(given);
    }

    @Override
    public void close() {
        clients.close();
        if (chain.isPresent() && chain.get() instanceof DefaultCredentialsProvider ours) {
            ours.close();
        }
    }

    /**
     * Returns the rule for specs' endpoints that a source has unless it is given another: all but loopback, link-local
     * (where metadata services are) and unspecified addresses, and the names that lead there when the spec is looked up.
     * Whatever the rule, a bucket's name in front of an endpoint's must not lead there where the endpoint's alone does not.
     *
     * <p>It is there to be widened: {@code allowEndpoint(notThisHost().or(ours::contains))}.
     */
    public static Predicate<URI> notThisHost() {
        return new EndpointRule();
    }

    /** Collects the settings of a source; not thread-safe. */
    public static final class Builder {
        private static final String DEFAULT_REGION = "us-east-1";

        private Optional<URI> endpoint = Optional.empty();
        private Optional<String> region = Optional.empty();
        private Optional<Boolean> pathStyle = Optional.empty();
        private boolean useDefaultCredentials;
        private Optional<SecretResolver> secrets = Optional.empty();
        private Predicate<URI> allowEndpoint = notThisHost();
        private Optional<S3Client> client = Optional.empty();

        private Builder() {}

        /**
         * Sets the store to ask where a spec names none; AWS where not called.
         *
         * @throws IllegalArgumentException if it is no {@code http} or {@code https} URI with a host, or has a user
         */
        public Builder endpoint(URI endpoint) {
            boolean http =
                    "https".equalsIgnoreCase(endpoint.getScheme()) || "http".equalsIgnoreCase(endpoint.getScheme());
            if (!http || endpoint.getHost() == null || endpoint.getUserInfo() != null) {
                // Not shown: messages name the endpoint, and this one may hold a password.
                throw new IllegalArgumentException(
                        "the endpoint is none: write https://HOST or https://HOST:PORT, without a user");
            }
            this.endpoint = Optional.of(endpoint);
            return this;
        }

        /**
         * Sets the region to sign for where a spec names none; {@code us-east-1} where not called.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder region(String region) {
            if (region.isBlank()) {
                throw new IllegalArgumentException("the region is empty: write one such as eu-west-1");
            }
            this.region = Optional.of(region);
            return this;
        }

        /**
         * Sets whether the bucket goes into the path and not the host name, where a spec does not say. Where not called, it
         * does for an endpoint whose host is an address, {@code localhost} or a name without dots.
         */
        public Builder pathStyle(boolean pathStyle) {
            this.pathStyle = Optional.of(pathStyle);
            return this;
        }

        /**
         * Lends the host's credentials to every spec that has no keys and names no endpoint: those of the AWS default
         * chain, or those of the given {@link #client}. Off where not called, since whoever writes specs then reads
         * whatever the host may read.
         */
        public Builder useDefaultCredentials(boolean useDefaultCredentials) {
            this.useDefaultCredentials = useDefaultCredentials;
            return this;
        }

        /** Sets who knows the values behind {@code secret:NAME}; without, a spec that uses one is refused. */
        public Builder secrets(SecretResolver secrets) {
            this.secrets = Optional.of(secrets);
            return this;
        }

        /** Sets which endpoints a spec may name; {@link S3DatasetSource#notThisHost} where not called. */
        public Builder allowEndpoint(Predicate<URI> allowEndpoint) {
            this.allowEndpoint = Objects.requireNonNull(allowEndpoint);
            return this;
        }

        /**
         * Sets the client to ask with, which is never closed here. A spec that names an endpoint is read without it. Specs'
         * keys are put into each request; without keys it is asked anonymously, unless {@link #useDefaultCredentials}.
         */
        public Builder client(S3Client client) {
            this.client = Optional.of(client);
            return this;
        }

        /**
         * Returns the source.
         *
         * @throws IllegalStateException if a client is given, and also the endpoint, region or path style it has already
         */
        public S3DatasetSource build() {
            if (client.isPresent() && (endpoint.isPresent() || region.isPresent() || pathStyle.isPresent())) {
                throw new IllegalStateException(
                        "a given client has its endpoint, region and path style: set them there, not here");
            }
            return new S3DatasetSource(
                    this,
                    useDefaultCredentials && client.isEmpty()
                            ? Optional.of(DefaultCredentialsProvider.builder().build())
                            : Optional.empty());
        }

        private ClientKey defaults() {
            if (client.isPresent()) {
                var config = client.get().serviceClientConfiguration();
                return new ClientKey(config.endpointOverride(), config.region().id(), false);
            }
            return new ClientKey(
                    endpoint,
                    region.orElse(DEFAULT_REGION),
                    pathStyle.orElse(endpoint.filter(ClientKey::needsPathStyle).isPresent()));
        }
    }
}
