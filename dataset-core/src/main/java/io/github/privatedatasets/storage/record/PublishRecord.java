// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.Revision;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * What one attempt made, as it is written down in {@code records/NAME/ATTEMPT.json} before the tree is published.
 *
 * @param attempt the attempt's name
 * @param seal the seal of its tree
 * @param dataset what the tree is
 * @param recordedAt when it was written down
 * @param tool what wrote it
 */
public record PublishRecord(String attempt, Seal seal, DatasetRecord dataset, Instant recordedAt, String tool) {
    /** Goes up when an older version of this library must not read on. */
    static final int FORMAT = 1;

    public static PublishRecord of(String attempt, Seal seal, DatasetRecord dataset) {
        String version = PublishRecord.class.getPackage().getImplementationVersion();
        return new PublishRecord(
                attempt,
                seal,
                dataset,
                Instant.now(),
                "private-datasets " + (version == null ? "(unpackaged)" : version));
    }

    /** Reads what {@link #toText} wrote; the error says what is wrong with it, or that it is of a newer version. */
    static PublishRecord parse(String text) throws IOException {
        FlatJson json = FlatJson.parse(text);
        long format = json.number("format");
        if (format != FORMAT) {
            throw new IOException("it has format " + format + ", and this version reads format " + FORMAT
                    + ": use the version of private-datasets that wrote it, or a newer one");
        }
        try {
            DatasetOrigin origin = new DatasetOrigin(
                    new DatasetUri(json.text("scheme"), json.text("bucket"), json.text("key")),
                    json.optionalText("endpoint").map(URI::create),
                    Expansion.valueOf(json.text("expand").toUpperCase(Locale.ROOT)),
                    json.texts("include"),
                    json.texts("exclude"));
            Revision revision = new Revision(
                    json.optionalText("etag").map(Etag::new),
                    json.optionalText("versionId"),
                    json.optionalText("listing"));
            DatasetRecord dataset = new DatasetRecord(
                    origin, revision, json.number("sizeBytes"), json.number("fileCount"), json.text("proof"));
            return new PublishRecord(
                    json.text("attempt"),
                    Seal.parse(json.text("seal")),
                    dataset,
                    Instant.parse(json.text("recordedAt")),
                    json.text("tool"));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    String toText() {
        DatasetOrigin origin = dataset.origin();
        Revision revision = dataset.revision();
        FlatJson json = new FlatJson()
                .with("format", FORMAT)
                .with("attempt", attempt)
                .with("seal", seal.toString())
                .with("recordedAt", recordedAt.toString())
                .with("tool", tool)
                // In parts: DatasetUri.parse drops blanks around a uri, and a key may end in one.
                .with("scheme", origin.uri().scheme())
                .with("bucket", origin.uri().bucket())
                .with("key", origin.uri().key());
        origin.endpoint().ifPresent(endpoint -> json.with("endpoint", endpoint.toString()));
        json.with("expand", origin.expand().name().toLowerCase(Locale.ROOT))
                .with("include", origin.include())
                .with("exclude", origin.exclude());
        revision.etag().ifPresent(etag -> json.with("etag", etag.value()));
        revision.versionId().ifPresent(version -> json.with("versionId", version));
        revision.listing().ifPresent(listing -> json.with("listing", listing));
        return json.with("sizeBytes", dataset.sizeBytes())
                .with("fileCount", dataset.fileCount())
                .with("proof", dataset.proof())
                .toString();
    }
}
