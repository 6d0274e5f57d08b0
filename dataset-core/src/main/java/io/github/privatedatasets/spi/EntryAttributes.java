// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of an entry besides its bytes.
 *
 * @param executable whether the file may be executed; all other mode bits are the stager's to decide
 * @param modified when it was last written; empty for the time of staging
 */
public record EntryAttributes(boolean executable, Optional<Instant> modified) {
    /** A plain file or directory of no particular time. */
    public static final EntryAttributes PLAIN = new EntryAttributes(false, Optional.empty());

    /** Returns the attributes of an entry with this Unix mode, of which only the owner's execute bit counts, and time. */
    public static EntryAttributes of(int unixMode, Instant modified) {
        return new EntryAttributes((unixMode & 0100) != 0, Optional.of(modified));
    }
}
