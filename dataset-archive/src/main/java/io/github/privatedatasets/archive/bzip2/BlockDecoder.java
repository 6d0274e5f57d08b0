// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.EOFException;
import java.io.IOException;

/** Decodes one block after the other. Whoever reads the stream loads and reads it; any one thread decodes in between. */
interface BlockDecoder {
    /** Copies the bits from where a block begins, its magic included, to its end or any place behind it. */
    void load(BitWindow window, long start, long end, int level);

    /**
     * Decodes the block that was loaded, where its end is believed to be known.
     *
     * @throws IOException if it is damaged, or ends elsewhere; that it ends before its bits do may also be found by {@link #lengthBits}
     */
    void decode() throws IOException;

    /**
     * Decodes the block that was loaded, where only its bits tell where it ends.
     *
     * @throws EOFException if the bits end before the block does
     * @throws IOException if it is damaged
     */
    void decodeFirst() throws IOException;

    /** Returns how many bits the block has, the magic included, once it was decoded. */
    long lengthBits();

    /** Reads the bytes of the block that was decoded; -1 at its end. */
    int read(byte[] target, int offset, int length) throws IOException;
}
