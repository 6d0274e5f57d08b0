// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import io.github.privatedatasets.s3.http.HttpAnswer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/** What the headers of an answer tell of the object it is about. */
public final class StoredObject {
    private final Headers headers;

    /** Gives the value of a header, if there is one. */
    @FunctionalInterface
    interface Headers {
        Optional<String> first(String name);
    }

    StoredObject(Headers headers) {
        this.headers = headers;
    }

    public static StoredObject of(HttpAnswer answer) {
        return new StoredObject(answer::header);
    }

    /** Returns the etag as it was sent, in quotes or not. */
    public Optional<String> etag() {
        return headers.first("ETag");
    }

    public Optional<String> versionId() {
        return headers.first("x-amz-version-id");
    }

    /** Returns the length: of the object in the answer to a HEAD, of the body in one to a GET. */
    public OptionalLong contentLength() {
        String length = headers.first("Content-Length").orElse("");
        try {
            return OptionalLong.of(Long.parseLong(length));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    public Optional<String> contentRange() {
        return headers.first("Content-Range");
    }

    public Instant lastModified() {
        return instant("Last-Modified").orElse(Instant.EPOCH);
    }

    /** Returns the store's time when it answered. */
    public Optional<Instant> date() {
        return instant("Date");
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** Returns the time in a header, if it has one. */
    public Optional<Instant> instant(String header) {
        try {
            return headers.first(header).map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns what the store calls this, after {@code x-amz-}. */
    public Optional<String> amz(String name) {
        return headers.first("x-amz-" + name);
    }
}
