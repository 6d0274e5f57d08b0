// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.answers.ListingPage;
import io.github.privatedatasets.s3.answers.PartsPage;
import io.github.privatedatasets.s3.answers.StoredObject;
import io.github.privatedatasets.s3.http.AddressRefusedException;
import io.github.privatedatasets.s3.http.HttpAnswer;
import io.github.privatedatasets.s3.http.ProxyUnusableException;
import io.github.privatedatasets.s3.signing.KeysUnavailableException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks one bucket of one store as one identity. Thread-safe; holds nothing that must be closed. */
final class S3Requests {
    private final SignedRequests requests;
    private final DatasetUri uri;
    private final boolean requesterPays;
    private final S3Failures failures;
    private final Pauses pauses;

    S3Requests(SignedRequests requests, DatasetUri uri, boolean requesterPays, S3Failures failures, Pauses pauses) {
        this.requests = requests;
        this.uri = uri;
        this.requesterPays = requesterPays;
        this.failures = failures;
        this.pauses = pauses;
    }

    DatasetUri uri() {
        return uri;
    }

    S3Failures failures() {
        return failures;
    }

    /** Returns a key of the bucket as messages name it. */
    String name(String key) {
        return Said.of(uri.scheme() + "://" + uri.bucket() + "/" + key);
    }

    /** Asks for an object's metadata, with the checksum the store keeps. */
    StoredObject head(String key, Optional<String> versionId)
            throws StoreRefusal, DatasetException, InterruptedException {
        return head(key, version(versionId), headers(), Retries.LOOK);
    }

    /** Asks once for the metadata of the revision that has this etag, or of one of the parts it was uploaded in. */
    StoredObject head(String key, Etag etag, Optional<String> versionId, OptionalInt part)
            throws StoreRefusal, DatasetException, InterruptedException {
        SortedMap<String, String> query = version(versionId);
        part.ifPresent(number -> query.put("partNumber", Integer.toString(number)));
        Map<String, String> headers = headers();
        headers.put("if-match", "\"" + etag + "\"");
        return head(key, query, headers, Retries.NONE);
    }

    private StoredObject head(String key, SortedMap<String, String> query, Map<String, String> headers, Retries retries)
            throws StoreRefusal, DatasetException, InterruptedException {
        headers.put("x-amz-checksum-mode", "ENABLED");
        return ask(name(key), retries, tries -> {
            try (HttpAnswer answer = requests.send("HEAD", key, query, headers, tries)) {
                return StoredObject.of(answer);
            }
        });
    }

    /** Asks for a page of the keys that begin with the prefix: the first, or the one the token stands for. */
    ListingPage list(String prefix, Optional<String> token)
            throws StoreRefusal, DatasetException, InterruptedException {
        SortedMap<String, String> query = new TreeMap<>();
        query.put("list-type", "2");
        query.put("prefix", prefix);
        // Else a control character in a key makes the answer no XML.
        query.put("encoding-type", "url");
        token.ifPresent(value -> query.put("continuation-token", value));
        return ask(name(prefix), token.isPresent() ? Retries.PERSIST : Retries.LOOK, tries -> {
            try (HttpAnswer answer = requests.send("GET", "", query, headers(), tries)) {
                ListingPage page = ListingPage.read(answer.body());
                answer.body().finish();
                return page;
            }
        });
    }

    /**
     * Asks for a page of the parts that an object was uploaded in: those behind the given one, or from the first on behind 0. Empty
     * where the answer lists none.
     */
    Optional<PartsPage> parts(String key, Optional<String> versionId, int behind)
            throws StoreRefusal, DatasetException, InterruptedException {
        SortedMap<String, String> query = version(versionId);
        query.put("attributes", "");
        Map<String, String> headers = headers();
        headers.put("x-amz-object-attributes", "ETag,ObjectParts");
        if (behind > 0) {
            headers.put("x-amz-part-number-marker", Integer.toString(behind));
        }
        return ask(name(key), Retries.LOOK, tries -> {
            try (HttpAnswer answer = requests.send("GET", key, query, headers, tries)) {
                Optional<PartsPage> page = PartsPage.read(answer.body(), behind);
                // A store that does not know the question may answer with the object, however long it is.
                if (page.isPresent()) {
                    answer.body().finish();
                }
                return page;
            }
        });
    }

    /** Asks for the bytes of the revision that has this etag; of all of it where no range is given. */
    HttpAnswer get(String key, Etag etag, Optional<String> versionId, Optional<String> range)
            throws StoreRefusal, DatasetException, InterruptedException {
        Map<String, String> headers = headers();
        headers.put("if-match", "\"" + etag + "\"");
        range.ifPresentOrElse(
                bytes -> headers.put("range", bytes), () -> headers.put("x-amz-checksum-mode", "ENABLED"));
        return ask(name(key), Retries.NONE, tries -> requests.send("GET", key, version(versionId), headers, tries));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        if (requesterPays) {
            headers.put("x-amz-request-payer", "requester");
        }
        return headers;
    }

    private static SortedMap<String, String> version(Optional<String> versionId) {
        SortedMap<String, String> query = new TreeMap<>();
        versionId.ifPresent(id -> query.put("versionId", id));
        return query;
    }

    /** Asks the store once. */
    private interface Question<T> {
        T ask(int tries) throws StoreRefusal, IOException;
    }

    private <T> T ask(String object, Retries retries, Question<T> question)
            throws StoreRefusal, DatasetException, InterruptedException {
        for (int tries = 1; ; tries++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before asking for " + object);
            }
            try {
                return question.ask(tries);
            } catch (StoreRefusal refusal) {
                if (tries == retries.tries() || !refusal.mayPass()) {
                    throw refusal;
                }
                pauses.pause(Retries.pauseAfter(tries, refusal.retryAfter()));
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    InterruptedException interrupted =
                            new InterruptedException("interrupted while asking for " + object);
                    interrupted.initCause(e);
                    throw interrupted;
                }
                if (tries == retries.tries() || isFinal(e)) {
                    throw failures.unanswered(object, e, tries);
                }
                pauses.pause(Retries.pauseAfter(tries, Optional.empty()));
            } catch (IllegalArgumentException e) {
                throw new UnsupportedDatasetException(
                        object + " cannot be asked of S3: " + Said.of(String.valueOf(e.getMessage())), e);
            }
        }
    }

    private static boolean isFinal(IOException e) {
        return e instanceof AddressRefusedException
                || e instanceof ProxyUnusableException
                || e instanceof ClosedChannelException
                || S3Failures.isUntrusted(e)
                || (e instanceof KeysUnavailableException keys && !keys.mayPass());
    }
}
