// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

/** What stands under a name of the tree. */
enum EntryKind {
    DIRECTORY(1, "a directory"),
    FILE(2, "a file"),
    SYMBOLIC_LINK(3, "a symbolic link"),
    HARD_LINK(4, "a hard link");

    /** The bits a {@link #code} takes. */
    static final int CODE_MASK = 7;

    private final int code;
    private final String shown;

    EntryKind(int code, String shown) {
        this.code = code;
        this.shown = shown;
    }

    /** Returns a small number for this kind, never 0. */
    int code() {
        return code;
    }

    static EntryKind ofCode(int code) {
        return switch (code) {
            case 1 -> DIRECTORY;
            case 2 -> FILE;
            case 3 -> SYMBOLIC_LINK;
            case 4 -> HARD_LINK;
            default -> throw new IllegalArgumentException("no kind has the code " + code);
        };
    }

    @Override
    public String toString() {
        return shown;
    }
}
