// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileModesTest {
    private final FileModes modes = new FileModes("r-xr-xr-x", true);

    @TempDir
    private Path directory;

    @Test
    void givesEachFileItsModeWhereAUmaskTookBitsAway() throws IOException {
        FileAttribute<?> masked = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------"));

        assertThat(completed("first", masked)).isEqualTo("r-xr-xr-x");
        assertThat(completed("second", masked)).isEqualTo("r-xr-xr-x");
    }

    @Test
    void makesFilesWithTheirMode() throws IOException {
        assertThat(completed("first", modes.whenCreated())).isEqualTo("r-xr-xr-x");
        assertThat(completed("second", modes.whenCreated())).isEqualTo("r-xr-xr-x");
    }

    @Test
    void setsTheModeOfFilesThatWereMadeWithoutOne() throws IOException {
        FileModes unknown = new FileModes("r--r--r--", false);
        Path file = Files.createFile(directory.resolve("file"), unknown.whenCreated());
        unknown.complete(Files.getFileAttributeView(file, PosixFileAttributeView.class));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r--r--");
    }

    private String completed(String name, FileAttribute<?>... made) throws IOException {
        Path file = Files.createFile(directory.resolve(name), made);
        modes.complete(Files.getFileAttributeView(file, PosixFileAttributeView.class));
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
