// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.format;

import io.github.privatedatasets.spec.OneLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Names of entries, as bytes and in messages. */
public final class EntryNames {
    private static final int SHOWN_CHARACTERS = 200;

    private EntryNames() {}

    /** Tells whether the bytes are UTF-8. */
    public static boolean isUtf8(byte[] name) {
        if (isAscii(name)) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Most names are, and a decoder for each of a million entries is not free. */
    private static boolean isAscii(byte[] name) {
        for (byte b : name) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the path without further slashes and segments that are only a dot, which mean nothing to tar and unzip: a packer that
     * is given {@code dir//sub} stores it so. A first slash stays, to be refused.
     */
    public static String mended(String path) {
        if (!path.contains("//") && !path.contains("/./")) {
            return path;
        }
        StringBuilder mended = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            boolean segmentStarts = mended.length() > 0 && mended.charAt(mended.length() - 1) == '/';
            if (segmentStarts && path.startsWith("./", i)) {
                i++;
            } else if (!segmentStarts || path.charAt(i) != '/') {
                mended.append(path.charAt(i));
            }
        }
        return mended.toString();
    }

    /** Returns the name fit for one line of a message, and shortened. */
    public static String shown(String name) {
        return OneLine.of(name, SHOWN_CHARACTERS);
    }
}
