// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.s3.answers.ErrorDocument;
import io.github.privatedatasets.s3.answers.StoredObject;
import io.github.privatedatasets.s3.http.AddressRule;
import io.github.privatedatasets.s3.http.HttpAnswer;
import io.github.privatedatasets.s3.http.HttpClient;
import io.github.privatedatasets.s3.http.HttpRequest;
import io.github.privatedatasets.s3.signing.Identity;
import io.github.privatedatasets.s3.signing.KeysUnavailableException;
import io.github.privatedatasets.s3.signing.PercentEncoding;
import io.github.privatedatasets.s3.signing.SignatureV4;
import io.github.privatedatasets.s3.signing.SigningKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Sends requests about one bucket as one identity, signed where it has keys. Thread-safe.
 *
 * <p>Where AWS says that a bucket is in another region, it is asked there, from then on. Another store's redirect is a refusal:
 * only AWS knows where else a bucket may be. Where a store refuses a signature for its time, it is signed once more by the store's clock,
 * and with the identity's new keys where a provider has changed them meanwhile.
 */
final class SignedRequests {
    private static final int MOST_CORRECTIONS = 2;
    // S3 takes signatures of a quarter of an hour.
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private final HttpClient http;
    private final String bucket;
    private final Identity identity;
    private final AddressRule addresses;
    private volatile Place place;

    /** A location, the bucket's address there, and by how much the store's clock is ahead of this host's. */
    private record Place(S3Location location, BucketAddress address, Duration clockLag) {}

    SignedRequests(HttpClient http, S3Location where, String bucket, Identity identity, AddressRule addresses) {
        this.http = http;
        this.bucket = bucket;
        this.identity = identity;
        this.addresses = addresses;
        place = new Place(where, BucketAddress.of(where, bucket), Duration.ZERO);
    }

    /**
     * Returns the answer, which is of success.
     *
     * @param key empty for the bucket itself
     * @param tries the how-manieth try this is, for the message
     * @throws StoreRefusal if the answer is another
     * @throws IOException if there is none
     * @throws KeysUnavailableException if the identity's keys cannot be had
     * @throws IllegalArgumentException if HTTP has no such request
     */
    HttpAnswer send(String method, String key, SortedMap<String, String> query, Map<String, String> headers, int tries)
            throws StoreRefusal, IOException {
        Place there = place;
        for (int corrections = 0; ; corrections++) {
            Optional<SigningKeys> keys = identity.keys();
            HttpAnswer answer = sendTo(there, keys, method, key, query, headers);
            if (answer.status() / 100 == 2) {
                return answer;
            }
            StoreRefusal refusal = refusal(answer, tries);
            Optional<Place> better = better(there, answer, refusal);
            if (corrections == MOST_CORRECTIONS || (better.isEmpty() && !hasNewKeys(refusal, keys))) {
                throw refusal;
            }
            if (better.isPresent()) {
                there = better.get();
                place = there;
            }
        }
    }

    /** Returns what to do otherwise where a refusal tells: ask in another region, or by the store's clock. */
    private Optional<Place> better(Place here, HttpAnswer answer, StoreRefusal refusal)
            throws KeysUnavailableException {
        int status = refusal.status();
        if (here.location().endpoint().isEmpty() && (status == 301 || status == 307 || status == 400)) {
            return refusal.region()
                    .filter(region -> !region.equals(here.location().region()) && S3Location.isRegion(region))
                    .map(region -> here.location().in(region))
                    .map(elsewhere -> new Place(elsewhere, BucketAddress.of(elsewhere, bucket), here.clockLag()));
        }
        // The answer to a HEAD has no code, so any such refusal may be for the time.
        if (status == 403
                && (refusal.code().isEmpty() || refusal.code().equals("RequestTimeTooSkewed"))
                && identity.keys().isPresent()) {
            return StoredObject.of(answer)
                    .date()
                    .map(date -> Duration.between(Instant.now(), date))
                    .filter(lag -> lag.minus(here.clockLag()).abs().compareTo(MOST_SKEW) > 0)
                    .map(lag -> new Place(here.location(), here.address(), lag));
        }
        return Optional.empty();
    }

    /** Tells whether a refusal may be for the keys, and the identity has others by now. */
    private boolean hasNewKeys(StoreRefusal refusal, Optional<SigningKeys> used) throws KeysUnavailableException {
        return refusal.mayBeForItsKeys() && used.isPresent() && !identity.keys().equals(used);
    }

    private HttpAnswer sendTo(
            Place there,
            Optional<SigningKeys> keys,
            String method,
            String key,
            SortedMap<String, String> query,
            Map<String, String> headers)
            throws IOException {
        BucketAddress address = there.address();
        String path = address.path() + "/" + PercentEncoding.ofKey(key);
        if (key.isEmpty() && !address.path().isEmpty()) {
            path = address.path();
        }
        String parameters = encoded(query);
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
                        Instant.now().plus(there.clockLag()));
        HttpRequest request = new HttpRequest(
                method, address.origin(), parameters.isEmpty() ? path : path + "?" + parameters, sent, addresses);
        return isQuestion(method, key, query) ? http.ask(request) : http.send(request);
    }

    /** Who has an object's bytes open asks about it, and for the next ones: were that counted, all could wait for each other. */
    private static boolean isQuestion(String method, String key, SortedMap<String, String> query) {
        return method.equals("HEAD") || key.isEmpty() || query.containsKey("attributes");
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
}
