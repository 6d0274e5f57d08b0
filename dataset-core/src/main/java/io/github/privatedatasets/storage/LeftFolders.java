// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.layout.SharedLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lease folders and rights of attempts that nothing else knows of any more: of those who died before their record, or by hand. */
final class LeftFolders {
    private final TeamStorage storage;
    private final Instant now;

    LeftFolders(TeamStorage storage, Instant now) {
        this.storage = storage;
        this.now = now;
    }

    void remove() throws IOException {
        // In the order an attempt makes them, so that none is missed on its way: its staging is there before its lease
        // folders, its record before its staging goes.
        List<String> folders = DirectoryNames.of(storage.layout().leases());
        List<String> rights = DirectoryNames.of(storage.layout().retire());
        Set<String> known = new HashSet<>();
        for (String entry : DirectoryNames.of(storage.layout().staging())) {
            known.add(attemptOf(entry));
        }
        for (String name : storage.records().names()) {
            known.addAll(storage.records().attempts(name));
        }
        for (Path folder : List.of(storage.layout().leases(), storage.layout().retire())) {
            for (String unique : DirectoryNames.of(folder, SharedLayout.UNFINISHED)) {
                Path unfinished = storage.layout().unfinished(folder, unique);
                if (storage.liveness().isAbandoned(unfinished, now)) {
                    SmallFiles.delete(unfinished);
                }
            }
        }
        for (String folder : folders) {
            String attempt = attemptOf(folder);
            if (RandomName.isOne(attempt) && !known.contains(attempt)) {
                storage.leases().forget(attempt);
            }
        }
        for (String right : rights) {
            Path file = storage.layout().retire().resolve(right);
            if (!known.contains(attemptOf(right)) && storage.liveness().isAbandoned(file, now)) {
                SmallFiles.delete(file);
            }
        }
    }

    private static String attemptOf(String entry) {
        int dot = entry.indexOf('.');
        return dot < 0 ? entry : entry.substring(0, dot);
    }
}
