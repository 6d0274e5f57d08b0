// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.http.AddressRule;
import io.github.privatedatasets.s3.http.HttpClient;
import io.github.privatedatasets.s3.signing.HostCredentials;
import io.github.privatedatasets.s3.signing.Identity;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads datasets from S3, or from what speaks its protocol: {@code s3://BUCKET/KEY}, {@code s3://BUCKET/FOLDER/} and
 * {@code s3://BUCKET}.
 *
 * <p>A spec with keys of its own is read with those; one without is read anonymously, unless the embedder lends it
 * others. A refused identity is never tried again as another.
 *
 * <p>A bucket of AWS is asked at {@code https://BUCKET.s3.REGION.amazonaws.com}, or in its region's partition, and in another region
 * where AWS says that it is there. Dual stack and FIPS are endpoints to name: {@code https://s3.dualstack.REGION.amazonaws.com}. An
 * access point is named by its ARN or its alias. Directory buckets (S3 Express) are refused.
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

    private final S3Location defaults;
    private final BiPredicate<URI, InetAddress> allowEndpoint;
    private final Identities identities;
    private final Optional<HostCredentials> hostCredentials;
    private final HttpClient http;
    private final Pauses pauses;
    private volatile boolean closed;

    S3DatasetSource(
            S3Location defaults,
            BiPredicate<URI, InetAddress> allowEndpoint,
            Identities identities,
            Optional<HostCredentials> hostCredentials,
            HttpClient http,
            Pauses pauses) {
        this.defaults = defaults;
        this.allowEndpoint = allowEndpoint;
        this.identities = identities;
        this.hostCredentials = hostCredentials;
        this.http = http;
        this.pauses = pauses;
    }

    /** Returns a source that asks AWS, and anonymously where a spec brings no keys. */
    public static S3DatasetSource create() {
        return builder().build();
    }

    /** Starts a source of other settings. */
    public static S3SourceBuilder builder() {
        return new S3SourceBuilder();
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
        LOG.debug("Looking up {} at {} as {}", Said.of(spec.uri().toString()), where.store(), identity);
        AddressRule addresses = spec.endpoint()
                .<AddressRule>map(e -> a -> allowEndpoint.test(e, a))
                .orElse(AddressRule.ANY);
        S3Failures failures = new S3Failures(spec.uri(), identity, where);
        SignedRequests signed = new SignedRequests(http, where, spec.uri().bucket(), identity, addresses);
        S3Requests requests = new S3Requests(signed, spec.uri(), spec.requesterPays(), failures, pauses);
        return new S3Resolution(spec, requests).resolve();
    }

    private S3Location where(DatasetSpec spec) throws UnsupportedDatasetException {
        Optional<AccessPoint> accessPoint = AccessPoint.in(spec.uri().bucket());
        if (accessPoint.isPresent()) {
            return where(spec, accessPoint.get());
        }
        String region = spec.region().orElse(defaults.region());
        if (spec.endpoint().isPresent()) {
            URI endpoint = spec.endpoint().get();
            return new S3Location(
                    spec.endpoint(), region, spec.pathStyle().orElseGet(() -> S3Location.needsPathStyle(endpoint)));
        }
        if (defaults.endpoint().isEmpty() && !S3Location.isRegion(region)) {
            throw new UnsupportedDatasetException("AWS has no region " + Said.of(region)
                    + (spec.region().isPresent()
                            ? ", which the spec of " + spec.uri() + " names: write one such as eu-west-1"
                            : ", which is this service's own: set region in the spec, or have the service's operator"
                                    + " correct it"));
        }
        return new S3Location(defaults.endpoint(), region, spec.pathStyle().orElse(defaults.pathStyle()));
    }

    private S3Location where(DatasetSpec spec, AccessPoint accessPoint) throws UnsupportedDatasetException {
        Optional<URI> endpoint = spec.endpoint().or(defaults::endpoint);
        if (endpoint.isPresent()) {
            throw new UnsupportedDatasetException(spec.uri() + " is an access point of AWS, which " + endpoint.get()
                    + " does not serve: leave the endpoint out, or name the bucket");
        }
        if (spec.region().isPresent() && !spec.region().get().equals(accessPoint.region())) {
            throw new UnsupportedDatasetException(spec.uri() + " is an access point in " + accessPoint.region()
                    + ", not in " + Said.of(spec.region().get()) + ": leave the region out");
        }
        return new S3Location(Optional.empty(), accessPoint.region(), false);
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
}
