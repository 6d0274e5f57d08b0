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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern WRITTEN_FORMAT = Pattern.compile("\"format\"\\s*:\\s*\"?([^\",}\\s]{1,20})");

    public static PublishRecord of(String attempt, Seal seal, DatasetRecord dataset) {
        String version = PublishRecord.class.getPackage().getImplementationVersion();
        return new PublishRecord(
                attempt,
                seal,
                dataset,
                Instant.now(),
                "private-datasets " + (version == null ? "(unpackaged)" : version));
    }

    /** Tells that a newer version wrote it: it is as good as ever, and not this version's to remove. */
    @SuppressWarnings("serial")
    static final class NewerFormatException extends IOException {
        private NewerFormatException(String format) {
            super("has format " + format + ", and this version of private-datasets reads format " + FORMAT);
        }
    }

    /**
     * Reads what {@link #toText} wrote; the error says what is wrong with it.
     *
     * @throws NewerFormatException if it has another format
     */
    static PublishRecord parse(String text) throws IOException {
        requireKnownFormat(text);
        FlatJson json = FlatJson.parse(text);
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

    /** Looked for in the text, since a newer version may write what this one cannot even take apart. */
    private static void requireKnownFormat(String text) throws IOException {
        Matcher format = WRITTEN_FORMAT.matcher(text);
        if (!format.find()) {
            throw new IOException("no format is written in it");
        }
        if (!format.group(1).equals(Integer.toString(FORMAT))) {
            throw new NewerFormatException(format.group(1));
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
                // In parts, so that no rule for how a URI is written, which another version may change, comes between.
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
