// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spec.OneLine;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a spec decides which bytes a tree holds, besides the revision.
 *
 * @param uri where it comes from
 * @param endpoint the endpoint the spec names, if any, in one spelling
 * @param expand whether an archive was expanded
 * @param include the globs of which a folder's object must match one
 * @param exclude the globs of which it must match none
 */
public record DatasetOrigin(
        DatasetUri uri, Optional<URI> endpoint, Expansion expand, List<String> include, List<String> exclude) {
    /** Keeps its own copies of the lists, and the endpoint in one spelling: its host in lower case, without a default port or a lone slash. */
    public DatasetOrigin {
        endpoint = endpoint.map(DatasetOrigin::inOneSpelling);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Returns it for a message, such as {@code s3://b/f/ at https://host, include "*.csv"}. */
    @Override
    public String toString() {
        return uri
                + endpoint.map(at -> " at " + at).orElse("")
                + (expand == Expansion.NEVER ? ", expand never" : "")
                + few(", include ", include)
                + few(", exclude ", exclude);
    }

    /** Thousands of globs are no part of a message. */
    private static String few(String key, List<String> globs) {
        return globs.isEmpty()
                ? ""
                : key
                        + OneLine.ofFew(
                                globs.stream().map(glob -> '"' + glob + '"').toList(), globs.size());
    }

    private static URI inOneSpelling(URI endpoint) {
        if (endpoint.getScheme() == null || endpoint.getHost() == null) {
            return endpoint; // No spec names such a one.
        }
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        int port = endpoint.getPort() == (scheme.equals("https") ? 443 : 80) ? -1 : endpoint.getPort();
        return URI.create(scheme + "://" + endpoint.getHost().toLowerCase(Locale.ROOT)
                + (port < 0 ? "" : ":" + port)
                + (endpoint.getRawPath().equals("/") ? "" : endpoint.getRawPath()));
    }

    /** Returns what this spec asks for; of a pinned folder, whose objects are known, no matter by which globs they were chosen. */
    public static DatasetOrigin of(DatasetSpec spec) {
        if (spec.pin().isPresent()) {
            return new DatasetOrigin(spec.uri(), spec.endpoint(), Expansion.AUTO, List.of(), List.of());
        }
        return new DatasetOrigin(spec.uri(), spec.endpoint(), spec.expand(), spec.include(), spec.exclude());
    }

    /** Tells whether both come from the same place, so that one may be a newer revision of the other. */
    public boolean isSameSourceAs(DatasetOrigin other) {
        // An object of a folder's name shows in the revision.
        return uri.isSamePlaceAs(other.uri) && endpoint.equals(other.endpoint);
    }

    /** Tells whether both ask for the same: same source, expanded and filtered alike. */
    public boolean isSameAs(DatasetOrigin other) {
        return isSameSourceAs(other)
                && expand == other.expand
                && include.equals(other.include)
                && exclude.equals(other.exclude);
    }
}
