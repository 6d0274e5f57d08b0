package io.github.privatedatasets.spec;

import java.io.Serializable;
import java.util.Locale;

/**
 * Where a dataset comes from: {@code scheme://bucket/key}, exactly as written.
 *
 * <p>The key is raw: nothing in it is decoded, normalised or cut, so {@code ?}, {@code #}, {@code %20}, a space and
 * {@code ..} mean themselves.
 *
 * @param scheme the scheme in lower case, such as {@code s3}
 * @param bucket the bucket, never empty
 * @param key the key without the slash that parts it from the bucket; empty for a whole bucket
 */
public record DatasetUri(String scheme, String bucket, String key) implements Serializable {
    /** Refuses what {@link #parse} would not give with {@link InvalidSpecException}. */
    public DatasetUri {
        String text = scheme + "://" + bucket + "/" + key;
        if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
            throw invalid(text, "the scheme is none");
        }
        if (bucket.isEmpty()) {
            throw invalid(text, "the bucket is missing");
        }
        if (bucket.indexOf('@') >= 0) {
            // The text before the @ may be a secret, so it is not shown.
            throw new InvalidSpecException(
                    "uri holds an @ in its bucket: keys go into awsAccessKeyId and awsSecretAccessKey");
        }
        if (bucket.chars()
                .anyMatch(
                        c -> c <= ' ' || c == '/' || c == '\\' || c == '?' || c == '#' || Character.isISOControl(c))) {
            throw invalid(text, "the bucket holds a character that no bucket has");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw invalid(text, "the key holds a control character");
        }
        if (bucket.equals(".") || bucket.equals("..")) {
            throw invalid(text, "the bucket is none");
        }
    }

    /** Returns the parts of a text such as {@code s3://my-bucket/mnist.zip}; blanks around it are not part of it. */
    public static DatasetUri parse(String text) {
        String uri = text.strip();
        int colon = uri.indexOf("://");
        if (colon < 1) {
            throw invalid(text, "it has no scheme");
        }
        int slash = uri.indexOf('/', colon + 3);
        String bucket = slash < 0 ? uri.substring(colon + 3) : uri.substring(colon + 3, slash);
        String key = slash < 0 ? "" : uri.substring(slash + 1);
        return new DatasetUri(uri.substring(0, colon).toLowerCase(Locale.ROOT), bucket, key);
    }

    private static InvalidSpecException invalid(String text, String problem) {
        return new InvalidSpecException("uri " + PathSegment.quoted(text) + ": " + problem
                + "; write s3://BUCKET/KEY, s3://BUCKET/FOLDER/ or s3://BUCKET");
    }

    /** Tells whether the URI alone says folder: a whole bucket, or a trailing slash. Without, it may be either. */
    public boolean isFolder() {
        return key.isEmpty() || key.endsWith("/");
    }

    /** Returns what follows the key's last slash, a trailing one left aside; the bucket where there is no key. */
    public String lastSegment() {
        if (key.isEmpty()) {
            return bucket;
        }
        int end = isFolder() ? key.length() - 1 : key.length();
        return key.substring(key.lastIndexOf('/', end - 1) + 1, end);
    }

    /** Returns the text that {@link #parse} reads back as this URI. */
    @Override
    public String toString() {
        return scheme + "://" + bucket + (key.isEmpty() ? "" : "/" + key);
    }
}
