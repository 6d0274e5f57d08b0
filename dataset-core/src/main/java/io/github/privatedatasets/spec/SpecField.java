// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keys a spec may hold, each with its other spellings and what may be written for it. */
enum SpecField {
    URI("uri", "s3://BUCKET/KEY, s3://BUCKET/FOLDER/ or s3://BUCKET"),
    NAME("name", "one path segment; derived from the URI where absent"),
    ETAG("etag", "the object's etag, with or without quotes"),
    VERSION_ID("versionId", "the object's version, as the store shows it"),
    AWS_ACCESS_KEY_ID("awsAccessKeyId", "a key's id, secret:NAME or none"),
    AWS_SECRET_ACCESS_KEY("awsSecretAccessKey", "a key, secret:NAME or none"),
    AWS_SESSION_TOKEN("awsSessionToken", "a token, secret:NAME or none"),
    AWS_ENDPOINT("awsEndpoint", "https://HOST or https://HOST:PORT"),
    REGION("region", "a region such as eu-west-1"),
    PATH_STYLE("pathStyle", "true or false"),
    REQUESTER_PAYS("requesterPays", "true or false"),
    EXPAND("expand", "auto or never"),
    INCLUDE("include", "a glob or a list of globs"),
    EXCLUDE("exclude", "a glob or a list of globs"),
    VOLUME_OPTIONS("volumeOptions", "a mapping of kind and size"),
    VOLUME_KIND("kind", "shared or dynamic"),
    VOLUME_SIZE("size", "digits and one of K M G T Ki Mi Gi Ti or nothing");

    /** The keys of a dataset. */
    static final List<SpecField> OF_DATASET = List.of(
            URI,
            NAME,
            ETAG,
            VERSION_ID,
            AWS_ACCESS_KEY_ID,
            AWS_SECRET_ACCESS_KEY,
            AWS_SESSION_TOKEN,
            AWS_ENDPOINT,
            REGION,
            PATH_STYLE,
            REQUESTER_PAYS,
            EXPAND,
            INCLUDE,
            EXCLUDE,
            VOLUME_OPTIONS);

    /** Those of them by which a mapping is told to be a dataset, and no job. */
    static final List<SpecField> OF_DATASET_ALONE = List.of(
            URI,
            ETAG,
            VERSION_ID,
            AWS_ACCESS_KEY_ID,
            AWS_SECRET_ACCESS_KEY,
            AWS_SESSION_TOKEN,
            AWS_ENDPOINT,
            VOLUME_OPTIONS);

    /** The keys of {@code volumeOptions}. */
    static final List<SpecField> OF_VOLUME_OPTIONS = List.of(VOLUME_KIND, VOLUME_SIZE);

    // Long enough for every key misspelt, too short for a secret key, and without what a value or a lost colon has.
    private static final Pattern SHOWABLE_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

    private final String key;
    private final String accepts;

    SpecField(String key, String accepts) {
        this.key = key;
        this.accepts = accepts;
    }

    /** Returns the canonical spelling. */
    String key() {
        return key;
    }

    /** Returns the spellings that are read as well, since published examples use them. */
    List<String> aliases() {
        return this == URI ? List.of("url", "ur") : List.of();
    }

    /** Returns what may be written for it, for a message or a table. */
    String accepts() {
        return accepts;
    }

    /** Tells whether its value is a part of credentials, for which the text {@code none} means none. */
    boolean isCredential() {
        return this == AWS_ACCESS_KEY_ID || this == AWS_SECRET_ACCESS_KEY || this == AWS_SESSION_TOKEN;
    }

    /** Returns the field of exactly this key among the given ones. */
    static Optional<SpecField> of(String key, List<SpecField> among) {
        return among.stream()
                .filter(f -> f.key.equals(key) || f.aliases().contains(key))
                .findFirst();
    }

    /** Returns the canonical keys of the given fields for a message. */
    static String keys(List<SpecField> fields) {
        return fields.stream().map(SpecField::key).collect(Collectors.joining(", "));
    }

    /** Tells whether an unknown key can be shown: it is not, where it may hold a value. */
    static boolean isShowable(String key) {
        return SHOWABLE_KEY.matcher(key).matches();
    }

    /** Returns the key for a message, or what stands for one that cannot be shown. */
    static String shownKey(String key) {
        return isShowable(key) ? PlainText.quoted(key) : "(not shown, it may hold a value)";
    }
}
