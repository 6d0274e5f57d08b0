// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

/** Tells why one entry must not be written; the tree is refused with it in the end. */
@SuppressWarnings("serial")
final class RefusedEntryException extends Exception {
    RefusedEntryException(String reason) {
        // No stack trace: a hostile archive can cause millions of these.
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
