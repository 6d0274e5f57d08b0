// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a dataset comes from: {@code scheme://bucket/key}, exactly as written.
 *
 * <p>The key is raw: nothing in it is decoded, normalised or cut, so {@code ?}, {@code #}, {@code %20}, a space and
 * {@code ..} mean themselves. Keys and passwords have no place in it, so that it can be shown and written down.
 *
 * @param scheme the scheme in lower case, such as {@code s3}
 * @param bucket the bucket, never empty; or an access point, as {@code arn:aws:s3:REGION:ACCOUNT:accesspoint:NAME}
 * @param key the key without the slash that parts it from the bucket; empty for a whole bucket
 */
public record DatasetUri(String scheme, String bucket, String key) implements Serializable {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
    private static final Pattern NOT_A_PORT = Pattern.compile(":(?![0-9]{1,5}$)");
    /** An access point of AWS, in a bucket's place; a slash may stand for the last colon. */
    private static final Pattern ACCESS_POINT =
            Pattern.compile("(arn:aws[a-z-]*:s3:[a-z0-9-]+:[0-9]{12}:accesspoint)[:/]([a-z0-9-]+)(?=/|$)");
    // What a presigned web link carries; a link with it is a secret for as long as it lives.
    private static final Pattern SIGNED = Pattern.compile("(?i)[?&](x-amz-[a-z-]+|signature|awsaccesskeyid|sig)=");

    /** Refuses what {@link #parse} would not give with {@link InvalidSpecException}. */
    public DatasetUri {
        String text = scheme + "://" + bucket + "/" + key;
        if (!SCHEME.matcher(scheme).matches()) {
            throw invalid(text, "the scheme is none");
        }
        if (bucket.isEmpty()) {
            throw invalid(text, "the bucket is missing");
        }
        boolean accessPoint = ACCESS_POINT.matcher(bucket).matches();
        if (bucket.indexOf('@') >= 0
                || (!accessPoint && NOT_A_PORT.matcher(bucket).find())) {
            // ID:SECRET@BUCKET, of which a slash in the secret may leave ID:SEC here. So nothing is shown.
            throw new InvalidSpecException("uri (not shown, it may hold a key) has an @ or a colon in its bucket:"
                    + " write s3://BUCKET/KEY, keys into awsAccessKeyId and awsSecretAccessKey,"
                    + " and an access point as arn:aws:s3:REGION:ACCOUNT:accesspoint:NAME");
        }
        if (bucket.equals(".") || bucket.equals("..") || bucket.codePoints().anyMatch(DatasetUri::isInNoBucket)) {
            throw invalid(text, "no bucket has such a name");
        }
        if (!PlainText.isPlain(text)) {
            throw invalid(text, "it holds a control character or is not valid Unicode");
        }
        if (scheme.startsWith("http") && SIGNED.matcher(key).find()) {
            throw new InvalidSpecException(
                    "uri is a presigned link, which is a secret: write s3://BUCKET/KEY, and keys of your own");
        }
    }

    private static boolean isInNoBucket(int c) {
        return c <= ' ' || "/\\?#".indexOf(c) >= 0 || Character.isWhitespace(c) || Character.isISOControl(c);
    }

    /** Returns the parts of a text such as {@code s3://my-bucket/mnist.zip}; blanks at its end are part of the key. */
    public static DatasetUri parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 1) {
            throw invalid(text, "it has no scheme");
        }
        Matcher accessPoint = ACCESS_POINT.matcher(text).region(colon + 3, text.length());
        if (accessPoint.lookingAt()) {
            return new DatasetUri(
                    text.substring(0, colon).toLowerCase(Locale.ROOT),
                    accessPoint.group(1) + ":" + accessPoint.group(2),
                    text.substring(Math.min(accessPoint.end() + 1, text.length())));
        }
        int slash = text.indexOf('/', colon + 3);
        String bucket = slash < 0 ? text.substring(colon + 3) : text.substring(colon + 3, slash);
        String key = slash < 0 ? "" : text.substring(slash + 1);
        return new DatasetUri(text.substring(0, colon).toLowerCase(Locale.ROOT), bucket, key);
    }

    private static InvalidSpecException invalid(String text, String problem) {
        // What stands before an @ may be a password.
        String shown = text.indexOf('@') < 0 ? "uri " + PlainText.quoted(text) : "uri (not shown, it holds an @)";
        return new InvalidSpecException(
                shown + ": " + problem + "; write s3://BUCKET/KEY, s3://BUCKET/FOLDER/ or s3://BUCKET");
    }

    /** Tells whether the URI alone says folder: a whole bucket, or a trailing slash. Without, it may be either. */
    public boolean isFolder() {
        return key.isEmpty() || key.endsWith("/");
    }

    /** Tells whether both name the same: a folder is the same with and without its trailing slash. */
    public boolean isSamePlaceAs(DatasetUri other) {
        return withoutSlash().equals(other.withoutSlash());
    }

    private String withoutSlash() {
        String text = toString();
        return key.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Returns what follows the key's last slash, a trailing one left aside; the bucket's or access point's name where there is no key. */
    public String lastSegment() {
        if (key.isEmpty()) {
            return bucket.startsWith("arn:") ? bucket.substring(bucket.lastIndexOf(':') + 1) : bucket;
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
