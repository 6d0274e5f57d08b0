// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One revision of a dataset, down to each of its objects: what {@code stager.pin(spec)} found, and what {@link DatasetSpec#pinnedTo} asks for.
 *
 * <p>It is written down as lines of ASCII text ({@link #lines}) and read back ({@link #parse}). The last line holds a digest of all lines before
 * it, so a text that was changed anywhere, or is a part of one, is refused; who changes both is not found out: it is no signature. It holds no key and no endpoint: whoever stages it
 * uses a spec of their own.
 *
 * <p><b>Limits.</b> Immutable and thread-safe. All objects are held in memory, some 300 bytes each.
 */
public final class DatasetPin {
    private static final int DIGITS_IN_PATH = 16;

    private final DatasetUri uri;
    private final boolean folder;
    private final List<String> include;
    private final List<String> exclude;
    private final List<PinnedObject> objects;
    private final String digest;
    private final long sizeBytes;

    private DatasetPin(
            DatasetUri uri, boolean folder, List<String> include, List<String> exclude, List<PinnedObject> objects) {
        this.uri = uri;
        this.folder = folder;
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
        this.objects = List.copyOf(objects);
        ListingDigest listing = ListingDigest.start();
        objects.forEach(object -> listing.add(object.path(), object.sizeBytes(), object.etag()));
        digest = listing.end();
        sizeBytes = sum(objects);
    }

    private static long sum(List<PinnedObject> objects) {
        long sum = 0;
        for (PinnedObject object : objects) {
            sum += object.sizeBytes();
            if (sum < 0) {
                throw new InvalidSpecException("the sizes of the objects come to more than " + Long.MAX_VALUE
                        + " bytes: no store has so many");
            }
        }
        return sum;
    }

    /** Returns the pin of the one object at the URI. */
    public static DatasetPin ofObject(DatasetUri uri, PinnedObject object) {
        return new DatasetPin(uri, false, List.of(), List.of(), List.of(object));
    }

    /** Returns the pin of the folder or bucket at the URI: of the objects that pass the globs, in the store's order. */
    public static DatasetPin ofFolder(
            DatasetUri uri, List<String> include, List<String> exclude, List<PinnedObject> objects) {
        return new DatasetPin(uri, true, include, exclude, objects);
    }

    /**
     * Reads what {@link #lines} gave, such as {@code Files.lines(file)}.
     *
     * @throws InvalidSpecException if it is something else, or of a newer format, or not whole; the message names the line
     */
    public static DatasetPin parse(Stream<String> lines) {
        return PinText.parse(lines.iterator());
    }

    /** Returns the pin as lines of text, made as they are taken, for {@code Files.write(file, pin.lines())}. */
    public Iterable<String> lines() {
        return () -> PinText.lines(this).iterator();
    }

    /** Returns where the dataset comes from. */
    public DatasetUri uri() {
        return uri;
    }

    /** Tells whether this is a folder or bucket, and not one object. */
    public boolean isFolder() {
        return folder;
    }

    /** Returns the globs of which an object of the folder had to match one; empty for all. */
    public List<String> include() {
        return include;
    }

    /** Returns the globs of which an object of the folder had to match none. */
    public List<String> exclude() {
        return exclude;
    }

    /** Returns the objects, in the order of the store's listing. */
    public List<PinnedObject> objects() {
        return objects;
    }

    /**
     * Returns {@code sha256:} and one value over path, size and etag of all objects; the same as in the record of a folder that was staged from this revision. It
     * says what the bytes are, whichever URI and versions they were found at.
     */
    public String digest() {
        return digest;
    }

    /** Returns as much of the digest as parts one revision's directory from another's; what stands there is told by all of it. */
    String digestInPath() {
        return digest.substring(digest.indexOf(':') + 1).substring(0, DIGITS_IN_PATH);
    }

    /** Returns the bytes of all objects. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Returns the spec of the one object with the pinned etag and version, or of the folder with this pin. */
    DatasetSpec applyTo(DatasetSpec spec) {
        if (folder) {
            return spec.toBuilder().pin(this).build();
        }
        requireFits(spec);
        PinnedObject object = objects.get(0);
        Optional<String> version = object.versionId();
        if (spec.etag().filter(etag -> !etag.equals(object.etag())).isPresent()
                || spec.versionId()
                        .filter(id -> !Optional.of(id).equals(version))
                        .isPresent()) {
            throw new InvalidSpecException("the pin is of etag \"" + object.etag() + "\""
                    + version.map(id -> " and version \"" + id + "\"").orElse("")
                    + ", and the spec asks for another: remove etag and versionId from the spec");
        }
        DatasetSpec.Builder pinned = spec.toBuilder().etag(object.etag().value());
        version.ifPresent(pinned::versionId);
        return pinned.build();
    }

    /** Refuses a spec of something else than this revision was found at. */
    void requireFits(DatasetSpec spec) {
        if (!uri.isSamePlaceAs(spec.uri()) || !include.equals(spec.include()) || !exclude.equals(spec.exclude())) {
            throw new InvalidSpecException("the pin is of " + uri + filters(include, exclude) + ", the spec asks for "
                    + spec.uri() + filters(spec.include(), spec.exclude()) + ": pin that spec, or write the same one");
        }
        if (folder && (spec.etag().isPresent() || spec.versionId().isPresent())) {
            throw new InvalidSpecException("the pin is of the folder " + uri
                    + ", and the spec asks for an object's etag or versionId: remove it");
        }
    }

    private static String filters(List<String> include, List<String> exclude) {
        return (include.isEmpty() ? "" : " with include " + OneLine.ofFew(include, include.size()))
                + (exclude.isEmpty() ? "" : " with exclude " + OneLine.ofFew(exclude, exclude.size()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DatasetPin that
                && uri.equals(that.uri)
                && folder == that.folder
                && include.equals(that.include)
                && exclude.equals(that.exclude)
                && objects.equals(that.objects);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** Returns the URI, how many objects it has, and their digest. */
    @Override
    public String toString() {
        return "DatasetPin[" + uri + ", " + objects.size() + (objects.size() == 1 ? " object, " : " objects, ") + digest
                + "]";
    }
}
