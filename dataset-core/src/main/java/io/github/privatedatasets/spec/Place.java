// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

/** Where in its input a part of a spec stands: a line and column of text, or a path among maps. */
sealed interface Place {
    /** Returns the error placed here; one that knows a closer place keeps it. */
    InvalidSpecException place(InvalidSpecException error);

    default InvalidSpecException refuse(String message) {
        return place(new InvalidSpecException(message));
    }

    /** Line and column in code points, both from 1. */
    record InText(int line, int column) implements Place {
        @Override
        public InvalidSpecException place(InvalidSpecException error) {
            return error.at(line, column);
        }

        @Override
        public String toString() {
            return line + ":" + column;
        }
    }

    /** A path such as {@code datasets[1].etag}. */
    record AmongMaps(String path) implements Place {
        @Override
        public InvalidSpecException place(InvalidSpecException error) {
            return error.at(path);
        }

        @Override
        public String toString() {
            return path;
        }
    }
}
