// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spec.TeamHandle;
import java.util.Optional;

/**
 * For whom datasets are staged, and how those are used that stand already.
 *
 * @param team whose shared storage; empty where none was named
 * @param reuse when a shared tree is taken that stands
 * @param lease the name under which shared trees stay in use beyond this process
 */
record StagingTerms(Optional<TeamHandle> team, ReusePolicy reuse, Optional<LeaseName> lease) {
    static StagingTerms of(Optional<TeamHandle> team, ReusePolicy reuse) {
        return new StagingTerms(team, reuse, Optional.empty());
    }

    StagingTerms with(ReusePolicy policy) {
        return new StagingTerms(team, policy, lease);
    }

    StagingTerms with(LeaseName name) {
        return new StagingTerms(team, reuse, Optional.of(name));
    }
}
