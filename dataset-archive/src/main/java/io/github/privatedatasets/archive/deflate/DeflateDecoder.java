// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.io.Closeable;
import java.util.zip.ZipException;

/**
 * Decodes raw deflate streams (RFC 1951), one after the other, from input that comes in pieces of any length.
 *
 * <p>Both kinds take the same streams, refuse the same, and give the same bytes. Used by one thread at a time.
 *
 * <p><b>Limits.</b> Memory: 40 KiB for the library's, 125 KiB for our own; whatever is decoded, and no garbage.
 */
public interface DeflateDecoder extends Closeable {
    /**
     * Returns the one that will be done first with so many compressed bytes, in one stream or in many: the library's for few, unless ours
     * has decoded much in this JVM before.
     */
    static DeflateDecoder suitedTo(long compressedBytes) {
        return compressedBytes >= OwnDecoder.WORTH_COMPILING || OwnDecoder.isCompiled() ? own() : library();
    }

    /** Returns the decoder that is in the Java library: it is fast from its first byte on, but stays behind ours. */
    static DeflateDecoder library() {
        return new LibraryDecoder();
    }

    /** Returns our own, which is written in Java: it is the faster one once the JVM has compiled it. */
    static DeflateDecoder own() {
        return new OwnDecoder();
    }

    /** Starts with another stream; nothing of the one before is kept, also if that failed or did not end. */
    void reset();

    /** Gives the next piece of the stream, after all of the one before was used. The bytes are not changed until they are used. */
    void setInput(byte[] bytes, int offset, int length);

    /**
     * Decodes the next bytes, and returns how many: 0 if the stream has ended, or more input is needed, or the length is 0.
     *
     * @throws ZipException if this is no deflate stream; all bytes before the damage were given out by then
     */
    int decode(byte[] target, int offset, int length) throws ZipException;

    /** Tells whether the stream has ended, and all its bytes were given out. */
    boolean isEnded();

    /** Returns how many bytes of the last piece follow the stream; 0 until it has ended. */
    int unused();

    /** Frees what it holds; it is not used any more. */
    @Override
    void close();
}
