// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one job asks for: a dataset's URI, which revision of it, under which name, with whose keys, on what volume.
 *
 * <p>Built by {@link #builder}, or read from text by {@link DatasetSpecs}. {@link #toString} shows no key.
 */
public final class DatasetSpec {
    private final DatasetUri uri;
    private final Optional<DatasetName> name;
    private final Optional<Etag> etag;
    private final Optional<String> versionId;
    private final Optional<Credentials> credentials;
    private final Optional<URI> endpoint;
    private final Optional<String> region;
    private final Optional<Boolean> pathStyle;
    private final boolean requesterPays;
    private final Expansion expand;
    private final List<String> include;
    private final List<String> exclude;
    private final PathFilter filter;
    private final VolumeRequest volume;
    private final Optional<DatasetPin> pin;
    private final List<String> warnings;

    private DatasetSpec(Builder builder) {
        uri = builder.uri;
        name = builder.name;
        etag = builder.etag;
        versionId = builder.versionId;
        credentials = builder.credentials;
        endpoint = builder.endpoint;
        region = builder.region;
        pathStyle = builder.pathStyle;
        requesterPays = builder.requesterPays;
        expand = builder.expand;
        include = builder.include;
        exclude = builder.exclude;
        filter = PathFilter.of(include, exclude);
        volume = builder.volume;
        pin = builder.pin;
        warnings = List.copyOf(builder.warnings);
        if (uri.isFolder() && (etag.isPresent() || versionId.isPresent())) {
            throw new InvalidSpecException((etag.isPresent() ? "etag" : "versionId") + " is only for an object, and "
                    + PlainText.quoted(uri.toString()) + " is a " + (uri.key().isEmpty() ? "bucket" : "folder")
                    + ": remove it, or name the object");
        }
        if (hasGlobs() && (etag.isPresent() || versionId.isPresent())) {
            throw new InvalidSpecException(
                    (etag.isPresent() ? "etag" : "versionId")
                            + " is only for an object, and include and exclude only for a folder: remove the one or the others");
        }
        if (!volume.isEphemeral()) {
            etag.map(Etag::value).ifPresent(StorageLayout::requireInPath);
        }
        if (pin.isPresent()) {
            pin.get().requireFits(this);
        }
    }

    private boolean hasGlobs() {
        return !include.isEmpty() || !exclude.isEmpty();
    }

    /** Returns a spec of this URI and nothing else: newest revision, no keys, shared storage. */
    public static DatasetSpec of(String uri) {
        return builder(uri).build();
    }

    /**
     * Starts a spec of the dataset at this URI.
     *
     * @throws InvalidSpecException if it is no dataset URI
     */
    public static Builder builder(String uri) {
        return new Builder(DatasetUri.parse(uri));
    }

    /** Returns where the dataset comes from. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns the name the spec asks for; empty where it is to be derived from the URI. */
    public Optional<DatasetName> name() {
        return name;
    }

    /** Returns the name asked for, else the one the URI gives; an archive's suffix stays where nothing is expanded. */
    public DatasetName nameWith(ArchiveSuffixes suffixes) {
        return name.orElseGet(
                () -> DatasetName.derivedFrom(uri, expand == Expansion.NEVER ? ArchiveSuffixes.none() : suffixes));
    }

    /** Returns the etag the object must have. */
    public Optional<Etag> etag() {
        return etag;
    }

    /** Returns the version of the object that is to be read. */
    public Optional<String> versionId() {
        return versionId;
    }

    /** Returns the spec's own keys; empty for anonymous access. */
    public Optional<Credentials> credentials() {
        return credentials;
    }

    /** Returns the endpoint the spec names in place of the source's own. */
    public Optional<URI> endpoint() {
        return endpoint;
    }

    /** Returns the region the spec names in place of the source's own. */
    public Optional<String> region() {
        return region;
    }

    /** Returns whether the bucket goes into the path and not the host name; empty for the source's own setting. */
    public Optional<Boolean> pathStyle() {
        return pathStyle;
    }

    /** Tells whether the requester agrees to pay for the transfer. */
    public boolean requesterPays() {
        return requesterPays;
    }

    /** Returns whether an archive is expanded. */
    public Expansion expand() {
        return expand;
    }

    /** Returns the globs of which a folder's object must match one; empty for all. */
    public List<String> include() {
        return include;
    }

    /** Returns the globs of which a folder's object must match none. */
    public List<String> exclude() {
        return exclude;
    }

    /** Returns the filter that {@link #include} and {@link #exclude} make. */
    public PathFilter filter() {
        return filter;
    }

    /** Returns where the dataset is to stand, and how large it may become. */
    public VolumeRequest volume() {
        return volume;
    }

    /**
     * Returns a spec that asks for exactly this revision: with the etag and version of the one object, or with the pin of the folder.
     *
     * @throws InvalidSpecException if the pin is of another URI or other globs, or the spec asks for another etag or version
     */
    public DatasetSpec pinnedTo(DatasetPin revision) {
        return revision.applyTo(this);
    }

    /** Returns the revision of the folder that is asked for; empty for the newest, and for an object, which etag and version pin. */
    public Optional<DatasetPin> pin() {
        return pin;
    }

    /**
     * Returns what follows {@code NAME-} in the name of the dataset's directory in shared storage, so that it does not share one with other
     * revisions: the etag, or the first 16 hexadecimal digits of the pinned folder's digest. Empty where neither is asked for, as for the newest
     * revision, and for a version without its etag.
     */
    public Optional<String> pinnedInPath() {
        return etag.map(Etag::value).or(() -> pin.map(DatasetPin::digestInPath));
    }

    /** Returns what a reader of the spec found odd but understood, such as {@code ur} for {@code uri}; fit for a log. */
    public List<String> warnings() {
        return warnings;
    }

    /** Two specs are equal when they ask for the same; warnings do not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DatasetSpec that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(
                uri,
                name,
                etag,
                versionId,
                credentials,
                endpoint,
                region,
                pathStyle,
                requesterPays,
                expand,
                include,
                exclude,
                volume,
                pin);
    }

    /** Returns the URI and what pins it; never a key. */
    @Override
    public String toString() {
        return "DatasetSpec[" + uri
                + name.map(n -> ", name=" + n).orElse("")
                + etag.map(e -> ", etag=" + e).orElse("")
                + versionId.map(v -> ", versionId=" + v).orElse("")
                + pin.map(p -> ", pinned to " + p.digest()).orElse("")
                + ", " + volume.kind() + volume.limit().map(l -> " " + l).orElse("") + "]";
    }

    /**
     * Starts a spec that is like this one, with its keys, pin and warnings: for a service that puts keys or a volume of its own onto a spec that was
     * parsed.
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the parts of a spec; not thread-safe. Every method refuses {@code null} and returns this builder. */
    public static final class Builder {
        private final DatasetUri uri;
        private Optional<DatasetName> name = Optional.empty();
        private Optional<Etag> etag = Optional.empty();
        private Optional<String> versionId = Optional.empty();
        private Optional<Credentials> credentials = Optional.empty();
        private static final int MOST_PORT = 65_535;

        private Optional<URI> endpoint = Optional.empty();
        private Optional<String> region = Optional.empty();
        private Optional<Boolean> pathStyle = Optional.empty();
        private boolean requesterPays;
        private Expansion expand = Expansion.AUTO;
        private List<String> include = List.of();
        private List<String> exclude = List.of();
        private VolumeRequest volume = VolumeRequest.shared();
        private Optional<DatasetPin> pin = Optional.empty();
        private final List<String> warnings = new ArrayList<>();

        private Builder(DatasetUri uri) {
            this.uri = uri;
        }

        private Builder(DatasetSpec spec) {
            uri = spec.uri;
            name = spec.name;
            etag = spec.etag;
            versionId = spec.versionId;
            credentials = spec.credentials;
            endpoint = spec.endpoint;
            region = spec.region;
            pathStyle = spec.pathStyle;
            requesterPays = spec.requesterPays;
            expand = spec.expand;
            include = spec.include;
            exclude = spec.exclude;
            volume = spec.volume;
            pin = spec.pin;
            warnings.addAll(spec.warnings);
        }

        /** Sets the name the dataset is mounted under. */
        public Builder name(String name) {
            this.name = Optional.of(DatasetName.of(name));
            return this;
        }

        /** Sets the etag the object must have, with or without quotes. */
        public Builder etag(String etag) {
            this.etag = Optional.of(Etag.parse(etag));
            return this;
        }

        /** Sets the version of the object to read. */
        public Builder versionId(String versionId) {
            if (versionId.isBlank() || !PlainText.isPlain(versionId)) {
                throw new InvalidSpecException(
                        "versionId is empty or holds a control character: leave it out, or write the id the store shows");
            }
            this.versionId = Optional.of(versionId);
            return this;
        }

        /** Sets the keys to read with. */
        public Builder credentials(Credentials credentials) {
            this.credentials = Optional.of(credentials);
            return this;
        }

        /** Sets the endpoint to ask: an {@code http} or {@code https} URI with a host, without user, query and fragment. */
        public Builder endpoint(URI endpoint) {
            if (endpoint.getHost() == null
                    || endpoint.getUserInfo() != null
                    || endpoint.getQuery() != null
                    || endpoint.getFragment() != null
                    || endpoint.getPort() > MOST_PORT
                    || !("https".equalsIgnoreCase(endpoint.getScheme())
                            || "http".equalsIgnoreCase(endpoint.getScheme()))) {
                throw noEndpoint();
            }
            this.endpoint = Optional.of(endpoint);
            return this;
        }

        // Not shown: an endpoint that is none may hold a user and a password.
        static InvalidSpecException noEndpoint() {
            return new InvalidSpecException("awsEndpoint is no endpoint: write https://HOST or https://HOST:PORT,"
                    + " without a user or a query; a host name has no underscore");
        }

        /** Sets the region to sign for, such as {@code eu-west-1}. */
        public Builder region(String region) {
            if (!region.matches("[A-Za-z0-9-]{1,64}")) {
                throw new InvalidSpecException(
                        "region " + PlainText.quoted(region) + " is none: write one such as eu-west-1");
            }
            this.region = Optional.of(region);
            return this;
        }

        /** Sets whether the bucket goes into the path and not the host name. */
        public Builder pathStyle(boolean pathStyle) {
            this.pathStyle = Optional.of(pathStyle);
            return this;
        }

        /** Sets whether the requester agrees to pay for the transfer. */
        public Builder requesterPays(boolean requesterPays) {
            this.requesterPays = requesterPays;
            return this;
        }

        /** Sets whether an archive is expanded; {@link Expansion#AUTO} where not called. */
        public Builder expand(Expansion expand) {
            this.expand = Objects.requireNonNull(expand);
            return this;
        }

        /**
         * Sets the globs of which a folder's object must match one, relative to the folder; none means all. How a glob is
         * written: {@link PathFilter}. With those of {@link #exclude} they may have 65,536 characters together.
         */
        public Builder include(List<String> globs) {
            globs.forEach(PathFilter::requireGlob);
            include = List.copyOf(globs);
            return this;
        }

        /** Sets the globs of which a folder's object must match none, relative to the folder. */
        public Builder exclude(List<String> globs) {
            globs.forEach(PathFilter::requireGlob);
            exclude = List.copyOf(globs);
            return this;
        }

        /** Sets where the dataset is to stand; shared storage where not called. */
        public Builder volume(VolumeRequest volume) {
            this.volume = Objects.requireNonNull(volume);
            return this;
        }

        Builder pin(DatasetPin pin) {
            this.pin = Optional.of(pin);
            return this;
        }

        /** Has the warnings begin with the place of the text they tell a line of. */
        Builder warningsFrom(String source) {
            warnings.replaceAll(warning -> source + ":" + warning);
            return this;
        }

        Builder warn(String warning) {
            warnings.add(warning);
            return this;
        }

        /**
         * Returns the spec.
         *
         * @throws InvalidSpecException if an etag or versionId is asked of a folder or bucket, or beside globs, or an etag that can be no
         *     part of a path is asked of shared storage, or the pin is of other globs, or the globs are too long together
         */
        public DatasetSpec build() {
            return new DatasetSpec(this);
        }
    }
}
