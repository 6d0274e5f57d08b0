// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.OptionalInt;

/**
 * Tells that a spec, or a value of one, cannot mean anything: what was found, and what to write instead.
 *
 * <p>Thrown before any I/O, so nothing is left behind. The message starts with the place where it is known: {@code 3:14:}
 * in a text, {@code datasets[1].etag:} among maps. It is one line, whatever names hold, and never holds the text it complains about where that may be a
 * secret, nor a line of the source.
 */
@SuppressWarnings("serial")
public final class InvalidSpecException extends IllegalArgumentException {
    private final boolean placed;
    private final int line;
    private final int column;

    /** Creates an error about a value that did not come from text. */
    public InvalidSpecException(String message) {
        this(message, false, 0, 0);
    }

    private InvalidSpecException(String message, boolean placed, int line, int column) {
        super(OneLine.of(message));
        this.placed = placed;
        this.line = line;
        this.column = column;
    }

    /** Returns this error placed at a position of the text it was read from, both counted from 1; once placed, it stays. */
    InvalidSpecException at(int line, int column) {
        return placed ? this : copy(line + ":" + column, line, column);
    }

    /** Returns this error placed at a path such as {@code datasets[1].etag}; once placed, it stays. */
    InvalidSpecException at(String path) {
        return placed ? this : copy(path, 0, 0);
    }

    private InvalidSpecException copy(String place, int line, int column) {
        return copy(new InvalidSpecException(place + ": " + getMessage(), true, line, column));
    }

    /** Returns this error with the source of the text before the place in it: {@code job.yaml:3:14:} is what editors jump to. */
    InvalidSpecException from(String source) {
        return copy(new InvalidSpecException(source + (placed ? ":" : ": ") + getMessage(), placed, line, column));
    }

    private InvalidSpecException copy(InvalidSpecException copy) {
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** Returns the line of the text, from 1; empty when the value did not come from text. */
    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** Returns the column of the text in code points, from 1; empty when the value did not come from text. */
    public OptionalInt column() {
        return column == 0 ? OptionalInt.empty() : OptionalInt.of(column);
    }
}
