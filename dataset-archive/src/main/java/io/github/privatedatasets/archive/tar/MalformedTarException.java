// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

/** Tells what is wrong with a header; the reader adds where. */
@SuppressWarnings("serial")
final class MalformedTarException extends Exception {
    MalformedTarException(String problem) {
        super(problem);
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}
