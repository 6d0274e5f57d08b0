package io.github.privatedatasets.s3;

import io.github.privatedatasets.s3.http.AddressRule;
import io.github.privatedatasets.s3.http.HttpAnswer;
import io.github.privatedatasets.s3.http.HttpClient;
import io.github.privatedatasets.s3.http.HttpRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Sends requests about one bucket as one identity, signed where it has keys. Thread-safe.
 *
 * <p>Where AWS says that a bucket is in another region, it is asked there, from then on. Another store's redirect is a refusal:
 * only AWS knows where else a bucket may be.
 */
final class SignedRequests {
    private final HttpClient http;
    private final String bucket;
    private final Identity identity;
    private final AddressRule addresses;
    private volatile Place place;

    /** A location, and the bucket's address there. */
    private record Place(S3Location location, BucketAddress address) {}

    SignedRequests(HttpClient http, S3Location where, String bucket, Identity identity, AddressRule addresses) {
        this.http = http;
        this.bucket = bucket;
        this.identity = identity;
        this.addresses = addresses;
        place = new Place(where, BucketAddress.of(where, bucket));
    }

    /**
     * Returns the answer, which is of success.
     *
     * @param key empty for the bucket itself
     * @param tries the how-manieth try this is, for the message
     * @throws StoreRefusal if the answer is another
     * @throws IOException if there is none
     * @throws software.amazon.awssdk.core.exception.SdkException if the identity has no keys
     * @throws IllegalArgumentException if HTTP has no such request
     */
    HttpAnswer send(String method, String key, SortedMap<String, String> query, Map<String, String> headers, int tries)
            throws StoreRefusal, IOException {
        Place here = place;
        HttpAnswer answer = sendTo(here, method, key, query, headers);
        if (isSuccess(answer)) {
            return answer;
        }
        StoreRefusal refusal = refusal(answer, tries);
        Optional<String> region =
                refusal.region().filter(named -> isElsewhere(named, here.location(), refusal.status()));
        if (region.isEmpty()) {
            throw refusal;
        }
        S3Location elsewhere = here.location().in(region.get());
        Place there = new Place(elsewhere, BucketAddress.of(elsewhere, bucket));
        place = there;
        HttpAnswer second = sendTo(there, method, key, query, headers);
        if (isSuccess(second)) {
            return second;
        }
        throw refusal(second, tries);
    }

    private HttpAnswer sendTo(
            Place there, String method, String key, SortedMap<String, String> query, Map<String, String> headers)
            throws IOException {
        BucketAddress address = there.address();
        String path = address.path() + "/" + PercentEncoding.ofKey(key);
        if (key.isEmpty() && !address.path().isEmpty()) {
            path = address.path();
        }
        String parameters = encoded(query);
        Optional<SigningKeys> keys = identity.keys();
        Map<String, String> sent = keys.isEmpty()
                ? headers
                : SignatureV4.sign(
                        method,
                        address.origin().authority(),
                        path,
                        parameters,
                        headers,
                        keys.get(),
                        there.location().region(),
                        Instant.now());
        return http.send(new HttpRequest(
                method, address.origin(), parameters.isEmpty() ? path : path + "?" + parameters, sent, addresses));
    }

    private static String encoded(SortedMap<String, String> query) {
        StringBuilder text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.length() == 0 ? "" : "&")
                .append(PercentEncoding.of(name))
                .append('=')
                .append(PercentEncoding.of(value)));
        return text.toString();
    }

    private StoreRefusal refusal(HttpAnswer answer, int tries) throws IOException {
        try (answer) {
            return StoreRefusal.of(answer, ErrorDocument.read(answer.body()), tries, identity);
        }
    }

    private static boolean isSuccess(HttpAnswer answer) {
        return answer.status() / 100 == 2;
    }

    private static boolean isElsewhere(String region, S3Location here, int status) {
        return here.endpoint().isEmpty()
                && (status == 301 || status == 307 || status == 400)
                && !region.equals(here.region())
                && S3Location.isRegion(region);
    }
}
