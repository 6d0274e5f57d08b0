package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.spi.EntryAttributes;

/**
 * One entry of a tar.
 *
 * @param path its name, as the tar has it
 * @param target where a link leads, or why an entry is refused; else empty
 */
record TarEntry(Kind kind, String path, String target, EntryAttributes attributes) {
    /** What to make of it. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        REFUSED
    }
}
