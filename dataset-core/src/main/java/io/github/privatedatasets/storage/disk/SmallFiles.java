// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import io.github.privatedatasets.expand.TreeDeleter;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads and writes files of a few kilobytes, also in a thread that was interrupted: a channel, which {@link Files} uses, would
 * close itself there, and make a commit or a clean-up fail half-way.
 */
public final class SmallFiles {
    private static final int MAX_BYTES = 1 << 20;

    private SmallFiles() {}

    /** Returns the file's text, at most a mebibyte of it. */
    public static String read(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            throw e; // There, but not to be read.
        }
    }

    /** Deletes the file, if it is there, or what a hand has put in its place. */
    public static void delete(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (DirectoryNotEmptyException e) {
            TreeDeleter.delete(file);
        }
    }

    /** Writes the file anew. */
    public static void write(Path file, String text) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
