// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

/**
 * What a finished tree holds.
 *
 * @param sizeBytes the bytes of its files, holes included; those of a file with several names once
 * @param fileCount how many files it has; a hard link is one, a symbolic link is none
 */
public record TreeSummary(long sizeBytes, long fileCount) {}
