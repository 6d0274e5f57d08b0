// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.spi.EntryAttributes;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a tar.
 *
 * @param path its name, as the tar has it
 * @param target where a link leads, or why an entry is refused; else empty
 * @param map where the data of a sparse file lies; nothing for any other entry
 */
record TarEntry(
        Kind kind,
        String path,
        String target,
        EntryAttributes attributes,
        @Nullable SparseMap map) {
    /** An entry that is no sparse file. */
    TarEntry(Kind kind, String path, String target, EntryAttributes attributes) {
        this(kind, path, target, attributes, null);
    }

    /** Returns a file with this content: one with holes where there is a map of them. */
    static TarEntry file(String path, EntryAttributes attributes, @Nullable SparseMap map) {
        return new TarEntry(Kind.FILE, path, "", attributes, map);
    }

    /** Returns an entry that cannot be, with the reason. */
    static TarEntry refused(String path, String reason) {
        return new TarEntry(Kind.REFUSED, path, reason, EntryAttributes.PLAIN);
    }

    /** Tells whether it is a file without a map. */
    boolean isDenseFile() {
        return kind == Kind.FILE && map == null;
    }

    /** What to make of it. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        REFUSED
    }
}
