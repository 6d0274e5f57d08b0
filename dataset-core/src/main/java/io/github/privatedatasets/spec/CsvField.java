// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

/** A field of one line of CSV, which is what Docker reads mounts as. */
final class CsvField {
    private CsvField() {}

    /** Returns the text as a field: quoted where it must be, so that a reader gets this very text back. */
    static String of(String text) {
        if (!PlainText.isPlain(text)) {
            throw new InvalidSpecException(PlainText.quoted(text)
                    + " holds a control character or is not valid Unicode, which Docker cannot be told: rename it");
        }
        // A quote inside of an unquoted field is an error to Docker's reader, though not to every one.
        return text.indexOf(',') < 0 && text.indexOf('"') < 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
