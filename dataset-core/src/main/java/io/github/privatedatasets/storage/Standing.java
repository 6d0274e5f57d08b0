// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.storage.record.PublishRecord;
import io.github.privatedatasets.storage.record.Seal;

/** What one look at {@code data/NAME} found. */
sealed interface Standing {
    /** Nothing, or an empty directory without a record. */
    record Absent() implements Standing {}

    /** A tree of ours: the record's seal is the directory's. */
    record Recorded(PublishRecord record) implements Standing {}

    /** A directory that no record matches: a person's, once two looks under the lock agree. */
    record Unrecorded(Seal seal) implements Standing {}

    /** A file or a link: a person's. */
    record NoDirectory(String kind) implements Standing {}
}
