// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.layout;

import io.github.privatedatasets.spec.StorageLayout;
import io.github.privatedatasets.spec.TeamHandle;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the parts of one team's storage lie: the trees in {@code data/}, everything of ours in {@code data/.datasets/}.
 *
 * @param data the team's folder of datasets, {@code ROOT/TEAM/data}
 */
public record SharedLayout(Path data) {
    /** How files end that are written beside the place they are linked to. */
    public static final String UNFINISHED = ".new";

    public static SharedLayout of(Path root, TeamHandle team) {
        return new SharedLayout(StorageLayout.teamData(root, team));
    }

    /** The directory that holds the teams'. */
    public Path root() {
        return Objects.requireNonNull(team().getParent());
    }

    /** The team's own directory, whose mode and group ours take. */
    public Path team() {
        return Objects.requireNonNull(data.getParent());
    }

    public Path tree(String name) {
        return data.resolve(name);
    }

    public Path ours() {
        return data.resolve(".datasets");
    }

    public Path locks() {
        return ours().resolve("locks");
    }

    public Path lock(String name) {
        return locks().resolve(name);
    }

    public Path staging() {
        return ours().resolve("staging");
    }

    public Path staging(String attempt) {
        return staging().resolve(attempt);
    }

    public Path heartbeat(String attempt) {
        return staging().resolve(attempt + ".alive");
    }

    /** A record on its way; beside the staging tree, so that what sweeps the one finds the other. */
    public Path unfinishedRecord(String attempt) {
        return staging().resolve(attempt + ".record");
    }

    public Path records() {
        return ours().resolve("records");
    }

    public Path records(String name) {
        return records().resolve(name);
    }

    public Path record(String name, String attempt) {
        return records(name).resolve(attempt + ".json");
    }

    public Path objects(String name, String attempt) {
        return records(name).resolve(attempt + ".objects");
    }

    public Path files(String name, String attempt) {
        return records(name).resolve(attempt + ".files");
    }

    /** By which the next attempt reads from the staging of this one, if it dies. */
    public Path journal(String name, String attempt) {
        return records(name).resolve(attempt + ".journal");
    }

    public Path revisions() {
        return ours().resolve("revisions");
    }

    public Path revision(String attempt) {
        return revisions().resolve(attempt);
    }

    public Path leases() {
        return ours().resolve("leases");
    }

    /** The folder in which leases of an attempt's tree at one place lie; missing once nobody can lease it there any more. */
    public Path leases(String attempt, TreePlace place) {
        return leases().resolve(attempt + "." + place.letter());
    }

    public Path retire() {
        return ours().resolve("retire");
    }

    /** The right to move a condemned tree, and its holder's heartbeat. */
    public Path retire(String attempt, int number) {
        return retire().resolve(attempt + "." + number);
    }

    public Path aside() {
        return ours().resolve("aside");
    }

    /** A lease or a right on its way; its writer may die. */
    public Path unfinished(Path folder, String unique) {
        return folder.resolve(unique + UNFINISHED);
    }

    /** Where movers put what they took from {@code data/NAME}; a folder for each name, so that it can find back. */
    public Path aside(String name) {
        return aside().resolve(name);
    }

    public Path trash() {
        return ours().resolve("trash");
    }
}
