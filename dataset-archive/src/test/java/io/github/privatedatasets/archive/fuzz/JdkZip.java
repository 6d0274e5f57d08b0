// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The JDK's reader of zips as a second opinion: what both take must hold the same. */
final class JdkZip {
    private JdkZip() {}

    static void requireSame(byte[] zip, Path tree) throws IOException {
        Path file = Files.createTempFile("second", ".zip");
        try {
            Files.write(file, zip);
            try (ZipFile other = new ZipFile(file.toFile())) {
                List<? extends ZipEntry> entries = Collections.list(other.entries());
                for (ZipEntry entry : entries) {
                    // Of two that have one name but for the Unicode extra field it opens the same.
                    if (entries.stream()
                                    .filter(e -> e.getName().equals(entry.getName()))
                                    .count()
                            == 1) {
                        require(other, entry, tree);
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // It refuses more than we do: whatever stands after the end, and names it cannot decode.
        } finally {
            Files.delete(file);
        }
    }

    private static void require(ZipFile zip, ZipEntry entry, Path tree) throws IOException {
        Path place = tree.resolve(entry.getName());
        // It knows no links, and no names of the Unicode extra field.
        if (entry.isDirectory() || !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (InputStream content = zip.getInputStream(entry)) {
            byte[] other = content.readAllBytes();
            if (!Arrays.equals(other, Files.readAllBytes(place))) {
                throw new AssertionError("the JDK reads another content of " + entry.getName());
            }
        }
    }
}
