// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.io.Serializable;

/**
 * An object's entity tag: opaque text, without the quotes and the {@code W/} that HTTP puts around it, case kept.
 *
 * <p>It is never assumed to be a digest: that depends on how the object was uploaded and encrypted, which a source knows.
 *
 * @param value the bare tag, never empty
 */
public record Etag(String value) implements Serializable {
    /** Refuses an empty tag, and one with control characters or quotes inside, with {@link InvalidSpecException}. */
    public Etag {
        if (value.isEmpty()) {
            throw new InvalidSpecException("etag is empty: leave it out, or write the tag the store shows");
        }
        if (value.indexOf('"') >= 0 || !PlainText.isPlain(value)) {
            throw new InvalidSpecException("etag " + PlainText.quoted(value)
                    + " holds a quote or a control character: write the bare tag the store shows");
        }
    }

    /** Returns the tag in a text as HTTP or a person writes it: {@code W/"x"}, {@code "x"} and {@code x} are equal. */
    public static Etag parse(String text) {
        String bare = text.strip();
        if (bare.startsWith("W/\"")) {
            bare = bare.substring(2);
        }
        if (bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        return new Etag(bare);
    }

    @Override
    public String toString() {
        return value;
    }
}
