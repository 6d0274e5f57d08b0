package io.github.privatedatasets;

import java.util.OptionalLong;

/**
 * How far a dataset's bytes have come in.
 *
 * @param bytesDone bytes read from the store
 * @param bytesTotal bytes there are to read; empty for a folder, whose listing is still going on
 * @param filesDone files written
 */
public record StagingProgress(long bytesDone, OptionalLong bytesTotal, long filesDone) {}
