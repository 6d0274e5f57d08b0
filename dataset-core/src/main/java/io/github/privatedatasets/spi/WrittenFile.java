// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A file of a tree as it was written, by which it can be verified later.
 *
 * @param path where it lies in the tree
 * @param sizeBytes its length; empty for a hard link, and a file that got another path
 * @param crc32c the CRC32C of its bytes; empty where the length is, and for a sparse file, whose holes were not gone through
 */
public record WrittenFile(String path, OptionalLong sizeBytes, OptionalInt crc32c) {
    /** Returns a file of which only the path is known. */
    public static WrittenFile at(String path) {
        return new WrittenFile(path, OptionalLong.empty(), OptionalInt.empty());
    }
}
