// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The decoder of the Java library, which is zlib's. */
final class LibraryDecoder implements DeflateDecoder {
    private final Inflater inflater = new Inflater(true);
    private @Nullable ZipException damage;

    @Override
    public void reset() {
        inflater.reset();
        damage = null;
    }

    @Override
    public void setInput(byte[] bytes, int offset, int length) {
        inflater.setInput(bytes, offset, length);
    }

    @Override
    public int decode(byte[] target, int offset, int length) throws ZipException {
        if (damage != null) {
            throw damage;
        }
        long before = inflater.getBytesWritten();
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            damage = new ZipException(String.valueOf(e.getMessage()));
            int count = (int) (inflater.getBytesWritten() - before);
            if (count > 0) {
                return count;
            }
            throw damage;
        }
    }

    @Override
    public boolean isEnded() {
        return inflater.finished();
    }

    @Override
    public int unused() {
        return inflater.finished() ? inflater.getRemaining() : 0;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
