// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Every name of the tree with its kind, in 16 bytes a name at best and 43 at worst.
 *
 * <p>It keeps fingerprints, not names: 96 bits of the SHA-256 of the name as the file system folds it, and 29 of its spelling.
 * Two names that fall together by accident (10^-15 in ten million names) are refused like twins, never mixed: the file
 * system has the last word, since files are made with CREATE_NEW. Not thread-safe.
 */
final class NameIndex {
    /** What already has a name; {@code sameSpelling} is false for another spelling of it, such as {@code A} for {@code a}. */
    record Found(EntryKind kind, boolean sameSpelling) {}

    private static final long KIND_MASK = EntryKind.CODE_MASK;
    private static final long KEY_MASK = 0xFFFF_FFFFL << 32;

    private final NameFolding folding;
    private final MessageDigest digest;
    // Two words a name: the key's first 64 bits; the key's other 32 bits, 29 of the spelling, and the code of the kind.
    private long[] table = new long[2 * 1024];
    private int size;

    NameIndex(NameFolding folding) {
        this.folding = folding;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256 (MessageDigest Javadoc)", e);
        }
    }

    /** Returns which names are the same. */
    NameFolding folding() {
        return folding;
    }

    /** Enters a name, or returns what has it already and changes nothing. */
    @Nullable
    Found putIfAbsent(String path, String spelling, EntryKind kind) {
        ByteBuffer key = fingerprint(folding.fold(path));
        long first = key.getLong();
        long second = (key.getLong() & KEY_MASK) | spellingBits(spelling);
        int at = find(first, second);
        if (table[at + 1] != 0) {
            return new Found(kindAt(at), ((table[at + 1] ^ second) & ~KIND_MASK) == 0);
        }
        table[at] = first;
        table[at + 1] = second | kind.code();
        size++;
        if (size > table.length / 2 / 4 * 3) {
            grow();
        }
        return null;
    }

    /** Makes a name that is there one of another kind. */
    void change(String path, EntryKind kind) {
        ByteBuffer key = fingerprint(folding.fold(path));
        int at = find(key.getLong(), key.getLong());
        table[at + 1] = (table[at + 1] & ~KIND_MASK) | kind.code();
    }

    /** Returns what has this name, in whatever spelling. */
    @Nullable
    EntryKind kindOf(String path) {
        ByteBuffer key = fingerprint(folding.fold(path));
        int at = find(key.getLong(), key.getLong());
        return table[at + 1] == 0 ? null : kindAt(at);
    }

    private EntryKind kindAt(int at) {
        return EntryKind.ofCode((int) (table[at + 1] & KIND_MASK));
    }

    private long spellingBits(String spelling) {
        return (fingerprint(spelling).getLong() >>> 32) & ~KIND_MASK;
    }

    private ByteBuffer fingerprint(String text) {
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private int find(long first, long second) {
        int mask = table.length - 1;
        int at = (int) (first << 1) & mask;
        while (table[at + 1] != 0 && (table[at] != first || ((table[at + 1] ^ second) & KEY_MASK) != 0)) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.multiplyExact(old.length, 2)];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                int at = find(old[i], old[i + 1]);
                table[at] = old[i];
                table[at + 1] = old[i + 1];
            }
        }
    }
}
