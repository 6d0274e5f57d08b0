// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spec.ArchiveSuffixes;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The revisions of a job's datasets, written down as a file {@code NAME.pin} for each. */
record PinFiles(Path directory) {
    /** Returns the dataset's name as the stager has it, which knows no other suffixes than these. */
    static DatasetName nameOf(DatasetSpec spec) {
        return spec.nameWith(ArchiveSuffixes.documented());
    }

    private Path file(DatasetName name) {
        return directory.resolve(name + ".pin");
    }

    /** Writes the pin in the place of the one that is there, whole or not at all, and returns its file. */
    Path write(DatasetName name, DatasetPin pin) throws RunnerException {
        Path file = file(name);
        Path part = directory.resolve(".pin-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(directory);
            Files.write(part, pin.lines());
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw RunnerException.of(ExitCode.CANNOT_CREATE, "pin file " + file + " cannot be written", e);
        } finally {
            part.toFile().delete(); // A disk that is full keeps half of it.
        }
    }

    /**
     * Returns the specs of the revisions that are written down.
     *
     * @throws RunnerException if one has no file here: nobody asks for pins and means the newest
     * @throws InvalidSpecException if a file is no pin, or one of another spec; the message names it
     */
    List<DatasetSpec> applyTo(List<DatasetSpec> specs) throws RunnerException {
        List<DatasetSpec> pinned = new ArrayList<>();
        for (DatasetSpec spec : specs) {
            Path file = file(nameOf(spec));
            try (Stream<String> lines = Files.lines(file)) {
                pinned.add(spec.pinnedTo(DatasetPin.parse(lines)));
            } catch (InvalidSpecException e) {
                throw new InvalidSpecException(file + ": " + e.getMessage());
            } catch (UncheckedIOException e) {
                throw unreadable(file, e.getCause());
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        return pinned;
    }

    private static RunnerException unreadable(Path file, IOException failure) {
        return RunnerException.of(ExitCode.NOT_FOUND, "pin file " + file + " cannot be read", failure);
    }
}
