// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.s3.http.HttpClient;
import io.github.privatedatasets.s3.http.HttpLimits;
import io.github.privatedatasets.s3.signing.HostCredentials;
import io.github.privatedatasets.s3.signing.Identity;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Collects the settings of an {@link S3DatasetSource}; not thread-safe. Begun by {@link S3DatasetSource#builder}.
 *
 * <p>A source reads S3 by an HTTP client of its own, whichever of the AWS SDK's are on the class path; neither one of those nor an
 * {@code S3Client} can be given in its place. Credentials, certificates, timeouts and connections are set here, proxies where
 * {@link S3DatasetSource} says.
 */
public final class S3SourceBuilder {
    private static final String DEFAULT_REGION = "us-east-1";
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration THROUGHPUT_WINDOW = Duration.ofSeconds(30);
    // 292 years: longer ones are no number of nanoseconds.
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Optional<URI> endpoint = Optional.empty();
    private Optional<String> region = Optional.empty();
    private Optional<Boolean> pathStyle = Optional.empty();
    private boolean useDefaultCredentials;
    private Optional<SecretResolver> secrets = Optional.empty();
    private BiPredicate<URI, InetAddress> allowEndpoint = S3DatasetSource.notThisHost();
    private Optional<AwsCredentialsProvider> credentials = Optional.empty();
    private Optional<SSLContext> tls = Optional.empty();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration readTimeout = Duration.ofSeconds(30);
    private long leastBytesPerSecond = 1024;
    private int maxConnections = 256;
    private Pauses pauses = pause -> Thread.sleep(pause.toMillis());

    S3SourceBuilder() {}

    /**
     * Sets the store to ask where a spec names none; AWS where not called.
     *
     * @throws IllegalArgumentException if it is no {@code http} or {@code https} URI with a host, or has a user
     */
    public S3SourceBuilder endpoint(URI endpoint) {
        boolean http = "https".equalsIgnoreCase(endpoint.getScheme()) || "http".equalsIgnoreCase(endpoint.getScheme());
        if (!http || endpoint.getHost() == null || endpoint.getUserInfo() != null) {
            // Not shown: messages name the endpoint, and this one may hold a password.
            throw new IllegalArgumentException(
                    "the endpoint (not shown, it may hold a password) is no URL of a store: write https://HOST or"
                            + " https://HOST:PORT, without a user");
        }
        this.endpoint = Optional.of(endpoint);
        return this;
    }

    /**
     * Sets the region to sign for where a spec names none; {@code us-east-1} where not called.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public S3SourceBuilder region(String region) {
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
    public S3SourceBuilder pathStyle(boolean pathStyle) {
        this.pathStyle = Optional.of(pathStyle);
        return this;
    }

    /**
     * Lends the host's credentials, those of the AWS default chain, to every spec that has no keys and names no endpoint.
     * Off where not called, since whoever writes specs then reads whatever the host may read.
     *
     * <p>A profile that takes over a role, or a web identity's token, needs the SDK's module {@code sts} on the class path, and
     * one that logs in with single sign-on {@code sso}: they are the embedder's to add. They ask by the HTTP client that the SDK chooses
     * among those on the class path; for another, give {@link #credentialsProvider} a provider of your own.
     */
    public S3SourceBuilder useDefaultCredentials(boolean useDefaultCredentials) {
        this.useDefaultCredentials = useDefaultCredentials;
        return this;
    }

    /**
     * Lends these credentials to every spec that has no keys and names no endpoint. The provider is asked for each request,
     * by several threads, so that keys may change; it stays the caller's to close.
     */
    public S3SourceBuilder credentialsProvider(AwsCredentialsProvider credentials) {
        this.credentials = Optional.of(credentials);
        return this;
    }

    /** Sets who knows the values behind {@code secret:NAME}; without, a spec that uses one is refused. */
    public S3SourceBuilder secrets(SecretResolver secrets) {
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
    public S3SourceBuilder allowEndpoint(BiPredicate<URI, InetAddress> allowEndpoint) {
        this.allowEndpoint = Objects.requireNonNull(allowEndpoint);
        return this;
    }

    /** Sets whose certificates are trusted, and what is shown to servers; the JVM's default where not called. */
    public S3SourceBuilder sslContext(SSLContext sslContext) {
        this.tls = Optional.of(sslContext);
        return this;
    }

    /**
     * Sets how long a connection may take to be made, to each of a server's addresses; 10 s where not called.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public S3SourceBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = positive(connectTimeout, "connect timeout");
        return this;
    }

    /**
     * Sets how long the store may send nothing; 30 s where not called. An answer's header is waited for up to a minute in all.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public S3SourceBuilder readTimeout(Duration readTimeout) {
        this.readTimeout = positive(readTimeout, "read timeout");
        return this;
    }

    /**
     * Sets what an answer's body must bring for each second that is spent waiting for it, over 30 s of waiting; 1024 bytes
     * where not called. A body that is slower counts as broken, and is asked for again from there; zero allows any.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public S3SourceBuilder leastBytesPerSecond(long leastBytesPerSecond) {
        if (leastBytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "the least throughput must be at least 0, and is " + leastBytesPerSecond);
        }
        this.leastBytesPerSecond = leastBytesPerSecond;
        return this;
    }

    /**
     * Sets how many connections are used at once, each for one content that is open; 256 where not called. Who needs one more
     * waits up to a minute for it. Questions about objects and for listings are not counted: each thread may ask one besides.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public S3SourceBuilder maxConnections(int maxConnections) {
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "the number of connections must be at least 1, and is " + maxConnections);
        }
        this.maxConnections = maxConnections;
        return this;
    }

    /** Sets how time passes between two tries: tests need not wait for it. */
    S3SourceBuilder pauses(Pauses pauses) {
        this.pauses = pauses;
        return this;
    }

    private static Duration positive(Duration duration, String what) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("the " + what + " must be longer than nothing, and is " + duration);
        }
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
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
        Optional<HostCredentials> host = useDefaultCredentials ? Optional.of(new HostCredentials()) : Optional.empty();
        Optional<Identity> lent = host.map(own -> Identity.of("the host's default credentials", own))
                .or(() -> credentials.map(given -> Identity.of("the service's own credentials", given)));
        return new S3DatasetSource(
                defaults(),
                allowEndpoint,
                new Identities(secrets, lent),
                host,
                new HttpClient(limits(), tls()),
                pauses);
    }

    private HttpLimits limits() {
        return new HttpLimits(
                connectTimeout, readTimeout, ANSWER_TIMEOUT, leastBytesPerSecond, THROUGHPUT_WINDOW, maxConnections);
    }

    private Supplier<SSLSocketFactory> tls() {
        Optional<SSLContext> given = tls;
        return () -> given.map(SSLContext::getSocketFactory)
                .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private S3Location defaults() {
        return new S3Location(
                endpoint,
                region.orElse(DEFAULT_REGION),
                pathStyle.orElse(endpoint.filter(S3Location::needsPathStyle).isPresent()));
    }
}
