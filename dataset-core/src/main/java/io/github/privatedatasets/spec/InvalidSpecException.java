package io.github.privatedatasets.spec;

import java.util.OptionalInt;

/**
 * Tells that a spec, or a value of one, cannot mean anything: what was found, and what to write instead.
 *
 * <p>Thrown before any I/O, so nothing is left behind. The message never holds the text it complains about where that
 * text may be a secret, and never a line of the source.
 */
@SuppressWarnings("serial")
public final class InvalidSpecException extends IllegalArgumentException {
    private final int line;
    private final int column;

    /** Creates an error about a value that did not come from text. */
    public InvalidSpecException(String message) {
        this(message, 0, 0);
    }

    private InvalidSpecException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /** Returns this error placed at a position of the text it was read from; both counted from 1. */
    InvalidSpecException at(int line, int column) {
        InvalidSpecException placed = new InvalidSpecException(line + ":" + column + ": " + getMessage(), line, column);
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /** Returns the line of the text, from 1; empty when the value did not come from text. */
    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** Returns the column of the text, from 1; empty when the value did not come from text. */
    public OptionalInt column() {
        return column == 0 ? OptionalInt.empty() : OptionalInt.of(column);
    }
}
