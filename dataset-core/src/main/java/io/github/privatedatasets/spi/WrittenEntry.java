// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

/** What was made at one path of a tree, by which the tree can be verified later. */
public sealed interface WrittenEntry {
    /** Returns where it lies in the tree. */
    String path();

    /**
     * A file with its bytes.
     *
     * @param sizeBytes its length, holes included
     * @param crc32c the CRC32C of its bytes, those in holes being zeros
     */
    record File(String path, long sizeBytes, int crc32c) implements WrittenEntry {}

    /**
     * A file that was written before at another path, and is here now.
     *
     * @param from where it was; what comes there later is another file
     */
    record Moved(String path, String from) implements WrittenEntry {}

    /**
     * A second name of a file, or a copy of it where the file system has no such names.
     *
     * @param original the file's path, of which an entry of its own says what it holds
     */
    record HardLink(String path, String original) implements WrittenEntry {}

    /**
     * A symbolic link.
     *
     * @param target where it leads, as written
     */
    record SymbolicLink(String path, String target) implements WrittenEntry {}

    /** A directory that was asked for itself, so that it is there also where nothing lies in it. */
    record Directory(String path) implements WrittenEntry {}
}
