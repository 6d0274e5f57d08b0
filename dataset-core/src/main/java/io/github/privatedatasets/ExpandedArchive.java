package io.github.privatedatasets;

import java.nio.file.Path;

/**
 * What an archive was expanded to.
 *
 * @param path the directory that holds its content
 * @param sizeBytes the bytes of its files
 * @param fileCount how many files it has, links not counted
 */
public record ExpandedArchive(Path path, long sizeBytes, long fileCount) {}
