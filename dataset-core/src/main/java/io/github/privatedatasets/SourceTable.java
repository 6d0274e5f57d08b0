// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spi.DatasetSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the source that serves a URI, by its scheme. */
final class SourceTable {
    private final List<DatasetSource> sources;
    private final Map<String, DatasetSource> byScheme = new TreeMap<>();

    SourceTable(List<DatasetSource> sources) {
        this.sources = List.copyOf(sources);
        for (DatasetSource source : sources) {
            for (String scheme : source.schemes()) {
                if (byScheme.put(scheme, source) != null) {
                    throw new IllegalArgumentException("two sources serve the scheme " + scheme);
                }
            }
        }
    }

    DatasetSource of(DatasetUri uri) throws UnsupportedDatasetException {
        DatasetSource source = byScheme.get(uri.scheme());
        if (source == null) {
            throw new UnsupportedDatasetException("no source serves " + uri.scheme() + ": URIs such as " + uri
                    + "; this stager has " + (byScheme.isEmpty() ? "none" : String.join(", ", byScheme.keySet()))
                    + (byScheme.containsKey("s3")
                            ? ": write s3://BUCKET/KEY, and the host of a store that is not the service's into awsEndpoint"
                            : ""));
        }
        return source;
    }

    void close() {
        Closing.all(sources, DatasetSource::close);
    }
}
