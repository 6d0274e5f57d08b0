package io.github.privatedatasets.expand;

/**
 * What a finished tree holds.
 *
 * @param sizeBytes the bytes of its files
 * @param fileCount how many files it has, links not counted
 */
public record TreeSummary(long sizeBytes, long fileCount) {}
