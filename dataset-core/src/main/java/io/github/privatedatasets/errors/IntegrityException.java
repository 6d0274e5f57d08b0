// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

/**
 * Tells that bytes came whole but wrong: their digest or length is not the one the store keeps.
 */
@SuppressWarnings("serial")
public final class IntegrityException extends DatasetException {
    private final String object;
    private final String what;
    private final String expected;
    private final String actual;

    /** Creates an error about this object; {@code what} names the digest or length. */
    public IntegrityException(String object, String what, String expected, String actual) {
        super(
                what + " of " + object + " is " + actual + ", the store says " + expected
                        + ": the bytes were damaged at rest or on their way; upload the object anew, or look at the network between",
                false,
                null);
        this.object = object;
        this.what = what;
        this.expected = expected;
        this.actual = actual;
    }

    /** Returns the object. */
    public String object() {
        return object;
    }

    /** Returns the value the store keeps. */
    public String expected() {
        return expected;
    }

    /** Returns the value the bytes have. */
    public String actual() {
        return actual;
    }

    /** Returns which value it is: the name of a digest, or the length. */
    public String what() {
        return what;
    }
}
