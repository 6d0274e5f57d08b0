package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.http.AddressRule;
import io.github.privatedatasets.s3.http.HttpClient;
import io.github.privatedatasets.s3.http.HttpLimits;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Reads datasets from S3, or from what speaks its protocol: {@code s3://BUCKET/KEY}, {@code s3://BUCKET/FOLDER/} and
 * {@code s3://BUCKET}.
 *
 * <p>A spec with keys of its own is read with those; one without is read anonymously, unless the embedder lends it
 * others. A refused identity is never tried again as another.
 *
 * <p>A bucket of AWS is asked at {@code https://BUCKET.s3.REGION.amazonaws.com}, or in its region's partition, and in another region
 * where AWS says that it is there. Dual stack and FIPS are endpoints to name: {@code https://s3.dualstack.REGION.amazonaws.com}. An
 * access point is named by its alias. Directory buckets (S3 Express) are refused.
 *
 * <p>Proxies are those of the JVM: {@code http.proxyHost}, {@code https.proxyHost} and {@code http.nonProxyHosts}, else
 * {@code http_proxy}, {@code https_proxy} and {@code no_proxy} of the environment, also in capitals. A proxy is written
 * {@code http://HOST:PORT}, with {@code USER:PASSWORD@} where it asks for that; {@code no_proxy} lists names, with all names below
 * them, addresses and blocks of addresses. A proxy that is asked otherwise, by TLS or SOCKS, or that cannot be understood, is an
 * {@code UnsupportedDatasetException} at the first use: nothing goes around it. {@code all_proxy} is not read.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * <p><b>Lifecycle.</b> Opens nothing before it is asked, and keeps a connection for up to a minute after its use. Closing it
 * closes its connections.
 *
 * <p><b>Limits.</b> A question without an answer is asked 3 times in all, the next page of a listing 8 times; bytes are asked for once
 * here, and again by the stager. An interrupt ends a wait for the store at once. How long it waits, and for how many connections, is
 * the builder's to say.
 */
public final class S3DatasetSource implements DatasetSource {
    private static final Logger LOG = LoggerFactory.getLogger(S3DatasetSource.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration THROUGHPUT_WINDOW = Duration.ofSeconds(30);

    private final S3Location defaults;
    private final BiPredicate<URI, InetAddress> allowEndpoint;
    private final Identities identities;
    private final Optional<HostCredentials> hostCredentials;
    private final HttpClient http;
    private volatile boolean closed;

    private S3DatasetSource(Builder builder) {
        defaults = builder.defaults();
        allowEndpoint = builder.allowEndpoint;
        Optional<Identity> lent = builder.credentials.map(p -> Identity.of("the service's own credentials", p));
        if (builder.useDefaultCredentials) {
            HostCredentials host = new HostCredentials();
            lent = Optional.of(Identity.of("the host's default credentials", host));
            hostCredentials = Optional.of(host);
        } else {
            hostCredentials = Optional.empty();
        }
        identities = new Identities(builder.secrets, lent);
        Optional<SSLContext> tls = builder.tls;
        http = new HttpClient(
                new HttpLimits(
                        builder.connectTimeout,
                        builder.readTimeout,
                        ANSWER_TIMEOUT,
                        builder.leastBytesPerSecond,
                        THROUGHPUT_WINDOW,
                        builder.maxConnections),
                () -> tls.map(SSLContext::getSocketFactory)
                        .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()));
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
        if (closed) {
            throw new IllegalStateException("the S3 source is closed");
        }
        S3Location where = where(spec);
        if (where.endpoint().isEmpty() && spec.uri().bucket().endsWith("--x-s3")) {
            throw new UnsupportedDatasetException(
                    spec.uri() + " is in a directory bucket (S3 Express), which is read with"
                            + " sessions of its own, and not by this service: copy it into a general purpose bucket");
        }
        Identity identity = identities.of(spec);
        LOG.debug("Looking up {} at {} as {}", spec.uri(), where.store(), identity);
        AddressRule addresses = spec.endpoint()
                .<AddressRule>map(e -> a -> allowEndpoint.test(e, a))
                .orElse(AddressRule.ANY);
        S3Failures failures = new S3Failures(spec.uri(), identity, where);
        SignedRequests signed = new SignedRequests(http, where, spec.uri().bucket(), identity, addresses);
        S3Requests requests = new S3Requests(signed, spec.uri(), spec.requesterPays(), failures);
        return new S3Resolution(spec, requests).resolve();
    }

    private S3Location where(DatasetSpec spec) throws UnsupportedDatasetException {
        String region = spec.region().orElse(defaults.region());
        if (spec.endpoint().isPresent()) {
            URI endpoint = spec.endpoint().get();
            return new S3Location(
                    spec.endpoint(), region, spec.pathStyle().orElseGet(() -> S3Location.needsPathStyle(endpoint)));
        }
        if (defaults.endpoint().isEmpty() && !S3Location.isRegion(region)) {
            throw new UnsupportedDatasetException("AWS has no region " + OneLine.of(region) + ", which " + spec.uri()
                    + " names: write one such as" + " eu-west-1");
        }
        return new S3Location(defaults.endpoint(), region, spec.pathStyle().orElse(defaults.pathStyle()));
    }

    @Override
    public void close() {
        closed = true;
        http.close();
        hostCredentials.ifPresent(HostCredentials::close);
    }

    /**
     * Returns the rule for specs' endpoints that a source has unless it is given another: all but loopback, link-local
     * and unspecified addresses, and those where clouds have the metadata services that give out a host's credentials; also where an
     * IPv6 address stands for one of them.
     *
     * <p>It is there to be widened: {@code allowEndpoint(notThisHost().or((endpoint, address) -> ours.contains(endpoint)))}.
     */
    public static BiPredicate<URI, InetAddress> notThisHost() {
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
        private BiPredicate<URI, InetAddress> allowEndpoint = notThisHost();
        private Optional<AwsCredentialsProvider> credentials = Optional.empty();
        private Optional<SSLContext> tls = Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration readTimeout = Duration.ofSeconds(30);
        private long leastBytesPerSecond = 1024;
        private int maxConnections = 256;

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
         * Lends the host's credentials, those of the AWS default chain, to every spec that has no keys and names no endpoint.
         * Off where not called, since whoever writes specs then reads whatever the host may read.
         *
         * <p>A profile that takes over a role, or a web identity's token, needs the SDK's module {@code sts} on the class path, and
         * one that logs in with single sign-on {@code sso}: they are the embedder's to add.
         */
        public Builder useDefaultCredentials(boolean useDefaultCredentials) {
            this.useDefaultCredentials = useDefaultCredentials;
            return this;
        }

        /**
         * Lends these credentials to every spec that has no keys and names no endpoint. The provider is asked for each request,
         * by several threads, so that keys may change; it stays the caller's to close.
         */
        public Builder credentialsProvider(AwsCredentialsProvider credentials) {
            this.credentials = Optional.of(credentials);
            return this;
        }

        /** Sets who knows the values behind {@code secret:NAME}; without, a spec that uses one is refused. */
        public Builder secrets(SecretResolver secrets) {
            this.secrets = Optional.of(secrets);
            return this;
        }

        /**
         * Sets which endpoints a spec may name, and to which address they may lead; {@link S3DatasetSource#notThisHost} where
         * not called. It is asked for each request, with the address that the request goes to, before anything is sent.
         *
         * <p>Where a proxy stands between, it is asked with the addresses that are known here, and not at all where there are
         * none: where the proxy goes is for the proxy to allow.
         */
        public Builder allowEndpoint(BiPredicate<URI, InetAddress> allowEndpoint) {
            this.allowEndpoint = Objects.requireNonNull(allowEndpoint);
            return this;
        }

        /** Sets whose certificates are trusted, and what is shown to servers; the JVM's default where not called. */
        public Builder sslContext(SSLContext sslContext) {
            this.tls = Optional.of(sslContext);
            return this;
        }

        /**
         * Sets how long a connection may take to be made, to each of a server's addresses; 10 s where not called.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = positive(connectTimeout, "connect timeout");
            return this;
        }

        /**
         * Sets how long the store may send nothing; 30 s where not called. An answer's header is waited for up to a minute in all.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = positive(readTimeout, "read timeout");
            return this;
        }

        /**
         * Sets what an answer's body must bring for each second that is spent waiting for it, over 30 s of waiting; 1024 bytes
         * where not called. A body that is slower counts as broken, and is asked for again from there; zero allows any.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder leastBytesPerSecond(long leastBytesPerSecond) {
            if (leastBytesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "the least throughput is " + leastBytesPerSecond + ", not 0 or more");
            }
            this.leastBytesPerSecond = leastBytesPerSecond;
            return this;
        }

        /**
         * Sets how many connections are used at once, each for one content that is open; 256 where not called. Who needs one more
         * waits up to a minute for it. Questions about an object are not counted: each thread that reads may ask one besides.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxConnections(int maxConnections) {
            if (maxConnections < 1) {
                throw new IllegalArgumentException(
                        "the number of connections is " + maxConnections + ", not 1 or more");
            }
            this.maxConnections = maxConnections;
            return this;
        }

        private static Duration positive(Duration duration, String what) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("the " + what + " is " + duration + ", not more than nothing");
            }
            return duration;
        }

        /**
         * Returns the source.
         *
         * @throws IllegalStateException if both the host's and other credentials are to be lent
         */
        public S3DatasetSource build() {
            if (useDefaultCredentials && credentials.isPresent()) {
                throw new IllegalStateException(
                        "credentials are lent twice: set useDefaultCredentials or credentialsProvider, not both");
            }
            return new S3DatasetSource(this);
        }

        private S3Location defaults() {
            return new S3Location(
                    endpoint,
                    region.orElse(DEFAULT_REGION),
                    pathStyle.orElse(endpoint.filter(S3Location::needsPathStyle).isPresent()));
        }
    }
}
