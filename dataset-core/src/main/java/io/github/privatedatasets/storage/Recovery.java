package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears up what dead stagers left (C1). Holding a lock makes nobody dead: only a missed heartbeat does. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final TeamStorage storage;
    private final Liveness liveness;

    Recovery(TeamStorage storage, Liveness liveness) {
        this.storage = storage;
        this.liveness = liveness;
    }

    /** Sweeps the staging of the dead, whatever their target, and empties the trash. */
    void run() throws IOException {
        for (String attempt : attempts()) {
            if (liveness.isDead(storage.layout().heartbeat(attempt))) {
                try {
                    sweep(attempt);
                } catch (IOException e) {
                    // Another uid's tree, which only its owner can move.
                    LOG.debug("{} is left to its owner", storage.layout().staging(attempt), e);
                }
            }
        }
        storage.trash().empty();
    }

    private Set<String> attempts() throws IOException {
        Set<String> attempts = new TreeSet<>();
        for (String entry : DirectoryNames.of(storage.layout().staging())) {
            int dot = entry.indexOf('.');
            String attempt = dot < 0 ? entry : entry.substring(0, dot);
            if (RandomName.isOne(attempt)) {
                attempts.add(attempt);
            }
        }
        return attempts;
    }

    private void sweep(String attempt) throws IOException {
        SharedLayout layout = storage.layout();
        Optional<LifeSign> sign = readSign(attempt);
        // Renamed before a file of it is deleted: its owner may wake, and publish what is left.
        boolean moved = storage.trash().discard(layout.staging(attempt), () -> storage.taken(Step.C1_SWEPT));
        if (moved && sign.isPresent()) {
            storage.records().forget(sign.get().target(), attempt);
        }
        Files.deleteIfExists(layout.unfinishedRecord(attempt));
        Files.deleteIfExists(layout.heartbeat(attempt));
        liveness.forget(layout.heartbeat(attempt));
    }

    private Optional<LifeSign> readSign(String attempt) {
        try {
            return LifeSign.parse(SmallFiles.read(storage.layout().heartbeat(attempt)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
