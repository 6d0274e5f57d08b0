// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;
import java.util.Map;

/**
 * Reads specs from the text or the maps that a job's configuration holds.
 *
 * <p>The keys of a dataset are {@code uri} (also {@code url}, and {@code ur} with a warning), {@code name}, {@code etag},
 * {@code versionId}, {@code awsAccessKeyId}, {@code awsSecretAccessKey}, {@code awsSessionToken}, {@code awsEndpoint},
 * {@code region}, {@code pathStyle}, {@code requesterPays}, {@code expand}, {@code include}, {@code exclude} and
 * {@code volumeOptions} with {@code kind} and {@code size}. A value that is null or empty counts as not written, and so does
 * {@code none} for a credential; an {@code etag} or {@code versionId} that is empty, and not null, is a warning. Any other key is an error.
 *
 * <p>Errors are {@link InvalidSpecException} only, whatever the input. No message holds a line of the input, a credential or an unknown
 * key's value. Time and memory are bounded: a text may have up to 1 Mi characters, and a spec up to 1000 datasets.
 */
public final class DatasetSpecs {
    private DatasetSpecs() {}

    /**
     * Returns the datasets of a YAML 1.2 or JSON text: a list of datasets, one dataset, or either under {@code datasets}.
     *
     * <p>Beside {@code datasets} a job's other keys may stand, whose values are not read: anchors, aliases, tags and long scripts mean
     * nothing there, and only nesting deeper than 100 is refused. An {@code etag} or another key that only datasets have, but for the URI, is a
     * warning of the first dataset there. A mapping without {@code datasets}, and without a key that only datasets have, is a job that has none.
     *
     * <p>Every value is taken as it is written: {@code versionId: 1111111}, {@code etag: 1e10} and {@code name: no} are texts.
     * Trailing commas are understood; anchors, aliases and tags in datasets, and a second document, are refused.
     *
     * @throws InvalidSpecException if the text is no such thing; the message starts with line and column
     */
    public static List<DatasetSpec> parse(String text) {
        return SpecReader.read(text);
    }

    /**
     * Returns the datasets of a text as {@link #parse(String)} does, and has its errors and warnings begin with where the text is from: a
     * file's name gives {@code job.yaml:3:14:}.
     *
     * @throws InvalidSpecException if the text is no such thing
     */
    public static List<DatasetSpec> parse(String text, String source) {
        try {
            return parse(text).stream()
                    .map(spec -> spec.toBuilder().warningsFrom(source).build())
                    .toList();
        } catch (InvalidSpecException e) {
            throw e.from(source);
        }
    }

    /**
     * Returns the datasets that some other parser made maps of.
     *
     * <p>Whole numbers and booleans are taken for their text; other numbers are refused, since their spelling is lost.
     *
     * @throws InvalidSpecException if one is no dataset; the message starts with a path such as {@code datasets[1].etag}
     */
    public static List<DatasetSpec> from(List<? extends Map<String, ?>> datasets) {
        return SpecReader.readAll(SpecMaps.read(datasets));
    }
}
