// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import java.util.OptionalLong;

/**
 * How far a dataset's bytes have come in.
 *
 * @param bytesDone bytes that came in; never more than the total
 * @param bytesTotal bytes there are to come; empty for a folder, whose listing is still going on
 * @param filesDone files written
 * @param filesTotal files there are to write; empty for an archive, and for a folder whose listing is still going on
 * @param bytesResumed how many of the bytes were not read from the store: an attempt that died had left them
 */
public record StagingProgress(
        long bytesDone, OptionalLong bytesTotal, long filesDone, OptionalLong filesTotal, long bytesResumed) {}
