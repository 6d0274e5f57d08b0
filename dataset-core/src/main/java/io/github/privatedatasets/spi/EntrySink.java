// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Takes in the entries of one dataset's tree. This is the only code that writes trees, and the only place with safety rules.
 *
 * <p>Paths are relative, with {@code /} between segments, exactly as the archive or store has them. What must not be written
 * (an escape, an absolute path, a link leading outside, a name twice, ...) is noted and refused as a whole in the end, so that every offender can be
 * named: a method that returns has not necessarily written. Parent directories are made as needed.
 *
 * <p><b>Threads.</b> Thread-safe: files may be written in parallel.
 *
 * <p><b>Limits.</b> Bytes are counted as they are written, never as a header claims; entries are counted too. Past a limit every
 * method throws {@code VolumeFullException}, or {@code TooManyEntriesException}. A failure of the disk is a {@code StorageFailureException}; what {@code content} throws is passed on.
 */
public interface EntrySink {
    /** Takes in a directory; the root itself ({@code ""}, {@code "."}, {@code "./"}) is understood. */
    void directory(String path, EntryAttributes attributes) throws IOException;

    /**
     * Takes in a file: reads {@code content}, or takes what it {@linkplain LentBytes lends}, to its end and writes it. The caller closes
     * {@code content}. A later file or link of the very same path replaces this one, as in a tar; an extractor for which that is an error
     * refuses it itself.
     */
    void file(String path, EntryAttributes attributes, InputStream content) throws IOException;

    /**
     * Takes in a file of which only some pieces are given: reads them from {@code data}, one after the other, and leaves holes between, which
     * read as zeros. The caller closes {@code data}. A hole takes no room where the file system has holes (Linux file systems, NFS 4.2), and is
     * written as zeros by the system where it has none. Only what is written counts for the limit: the data, and one byte where the file ends with a hole.
     *
     * @param sizeBytes the file's length, holes included
     * @param extents where the pieces lie: in order, apart, within the length. Read once from first to last, and once more while writing
     * @throws IOException if they are not so, or {@code data} has fewer or more bytes than they say
     */
    void sparseFile(String path, EntryAttributes attributes, long sizeBytes, List<Extent> extents, InputStream data)
            throws IOException;

    /** Takes in a symbolic link with its target as written; it is made, and checked, when all other entries are there. */
    void symbolicLink(String path, String target) throws IOException;

    /** Takes in a second name for a file of this tree; {@code target} is that file's path in the tree, and may come later. */
    void hardLink(String path, String target) throws IOException;

    /** Notes an entry that can never be written, such as a device, with the reason: the tree will be refused. */
    void refuse(String path, String reason) throws IOException;

    /**
     * Tells that the archive is read, but not all of it as somebody may expect, such as bytes after its end that mean nothing. The first twenty
     * are passed on to whoever stages the dataset, and the number of all others.
     */
    void warn(String message);

    /**
     * Tells that so many bytes are about to be read and dropped to get to the next entry. The sink may stop that: nothing is written after an offender,
     * and the names of further ones are not worth reading on for ever.
     *
     * @throws IOException the refusal of the tree, if enough was read after its first offender
     */
    void skipping(long bytes) throws IOException;
}
