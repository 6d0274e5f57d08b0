// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.time.Duration;

/** Is told what the transfers of one dataset do; called by many threads, so it must be quick and thread-safe. Every method does nothing unless overridden. */
public interface TransferObserver {
    /** So many bytes came in. */
    default void bytesRead(int count) {}

    /** So many of the bytes that come in are no download: an attempt that died had left them. Negative once they turned out wrong. */
    default void resumed(long bytes) {}

    /** This is all that will come in: bytes and files. */
    default void listed(long bytes, long files) {}

    /** A transfer broke and will be tried again after the pause. */
    default void retrying(String problem, int failures, Duration pause) {}
}
