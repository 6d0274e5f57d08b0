// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.spec.TeamHandle;
import java.util.Optional;

/** A dataset as log lines name it: one service's log is of many teams, and each may have a dataset of that name. */
record LoggedName(Optional<TeamHandle> team, DatasetName name) {
    /** Returns {@code TEAM/NAME}, or the name where there is no team. */
    @Override
    public String toString() {
        return OneLine.of(team.map(handle -> handle + "/" + name).orElseGet(name::toString));
    }
}
