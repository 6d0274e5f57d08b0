// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.time.Duration;

/** Looks away. */
class Unobserved implements TransferObserver {
    @Override
    public void bytesRead(int count) {}

    @Override
    public void listed(long bytes, long files) {}

    @Override
    public void retrying(String problem, int failures, Duration pause) {}

    @Override
    public void resumed(long bytes) {}
}
