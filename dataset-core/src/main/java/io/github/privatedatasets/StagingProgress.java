package io.github.privatedatasets;

import java.util.OptionalLong;

/**
 * How far a dataset's bytes have come in.
 *
 * @param bytesDone bytes read from the store; never more than the total
 * @param bytesTotal bytes there are to read; empty for a folder, whose listing is still going on
 * @param filesDone files written
 * @param filesTotal files there are to write; empty for an archive, and for a folder whose listing is still going on
 */
public record StagingProgress(long bytesDone, OptionalLong bytesTotal, long filesDone, OptionalLong filesTotal) {}
