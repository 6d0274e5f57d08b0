// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spec.TeamHandle;
import java.util.Optional;

/**
 * The place a dataset is to stand at, and what may stand there.
 *
 * @param team whose storage; empty where the embedder named none
 * @param name the dataset's name
 * @param pinned which revision the spec asks for, as far as that is part of the path in shared storage: an etag, or digits of a pinned folder's digest
 * @param origin what the tree is to hold
 * @param limit the most bytes that may be written
 * @param lease the name under which shared trees stay in use beyond this process; empty: for as long as they are held
 */
public record DatasetTarget(
        Optional<TeamHandle> team,
        DatasetName name,
        Optional<String> pinned,
        DatasetOrigin origin,
        Optional<ByteSize> limit,
        Optional<LeaseName> lease) {}
