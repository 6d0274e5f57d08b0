// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

/**
 * What is known of a published tree.
 *
 * @param origin what was asked
 * @param revision which state of the source it holds
 * @param sizeBytes the bytes that were written for its files; holes of sparse files are not counted
 * @param fileCount how many files it has; a hard link is one, a symbolic link is none
 * @param proof what proved the bytes, such as {@code CRC32C}, or {@code none offered} with the reason
 */
public record DatasetRecord(DatasetOrigin origin, Revision revision, long sizeBytes, long fileCount, String proof) {
    /** Tells whether a tree of this record can stand for one of the other: same origin, same revision. */
    public boolean isSameAs(DatasetRecord other) {
        return origin.isSameAs(other.origin) && revision.equals(other.revision);
    }
}
