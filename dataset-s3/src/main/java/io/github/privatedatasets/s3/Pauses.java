// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import java.time.Duration;

/** How time passes between two tries. */
@FunctionalInterface
interface Pauses {
    /** Returns when so much time has passed. */
    void pause(Duration pause) throws InterruptedException;
}
