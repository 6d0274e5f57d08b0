// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.TooManyEntriesException;
import io.github.privatedatasets.spec.ByteSize;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Every name of the tree with its kind, in 22 bytes a name at best and 43 at worst, up to most of the heap.
 *
 * <p>It keeps fingerprints, not names: 96 bits of a keyed hash of the name as the file system folds it, and 29 of its spelling.
 * Two names that fall together by accident (10^-15 in ten million names) are refused like twins, never mixed: the file
 * system has the last word, since files are made with CREATE_NEW. Not thread-safe.
 */
final class NameIndex implements TreeNames {
    private static final long KIND_MASK = EntryKind.CODE_MASK;
    private static final long KEY_MASK = 0xFFFF_FFFFL << 32;

    private final NameFolding folding;
    private final SipHash hash = SipHash.keyed();
    /**
     * Many, since one alone would need half as much again while it grows, and large arrays waste room in the regions of a small heap. Each
     * is made when it is needed.
     */
    private final @Nullable Table[] tables = new Table[1 << 12];

    private final long mostBytes;
    private long bytes;
    private long size;

    NameIndex(NameFolding folding) {
        this(folding, mostBytes(Runtime.getRuntime().maxMemory()));
    }

    NameIndex(NameFolding folding, long mostBytes) {
        this.folding = folding;
        this.mostBytes = mostBytes;
    }

    private static long mostBytes(long heapBytes) {
        return Math.max(heapBytes / 4, heapBytes / 4 * 3 - (32 << 20));
    }

    /** Returns which names are the same. */
    NameFolding folding() {
        return folding;
    }

    @Override
    public @Nullable Found putIfAbsent(String path, String spelling, EntryKind kind) throws TooManyEntriesException {
        String folded = folding.fold(path);
        SipHash.Bits key = fingerprint(folded);
        long first = key.first();
        // Most names are spelled as they are folded.
        long spelled = spelling.equals(folded) ? first : fingerprint(spelling).first();
        long second = (key.second() & KEY_MASK) | ((spelled >>> 32) & ~KIND_MASK);
        Table table = tableOf(first);
        int at = table.find(first, second);
        if (table.words[at + 1] != 0) {
            return new Found(table.kindAt(at), ((table.words[at + 1] ^ second) & ~KIND_MASK) == 0);
        }
        if (table.isFull()) {
            makeRoomIn(table, path);
            at = table.find(first, second);
        }
        table.put(at, first, second | kind.code());
        size++;
        return null;
    }

    private void makeRoomIn(Table table, String path) throws TooManyEntriesException {
        if (bytes + table.bytes() > mostBytes) {
            throw TooManyEntriesException.inMemory(size, ByteSize.ofBytes(mostBytes), Offenders.shown(path));
        }
        bytes += table.bytes();
        table.grow();
    }

    @Override
    public @Nullable Found foundTaken(String path) {
        // It knows all names of the tree: what is there besides is somebody else's, or the same by rules that it does
        // not know.
        return null;
    }

    /** Makes a name that is there one of another kind. */
    void change(String path, EntryKind kind) {
        SipHash.Bits key = fingerprint(folding.fold(path));
        Table table = tableOf(key.first());
        int at = table.find(key.first(), key.second());
        table.words[at + 1] = (table.words[at + 1] & ~KIND_MASK) | kind.code();
    }

    /** Returns what has this name, in whatever spelling. */
    @Nullable
    EntryKind kindOf(String path) {
        SipHash.Bits key = fingerprint(folding.fold(path));
        Table table = tableOf(key.first());
        int at = table.find(key.first(), key.second());
        return table.words[at + 1] == 0 ? null : table.kindAt(at);
    }

    private Table tableOf(long first) {
        int number = (int) (first >>> 52);
        Table table = tables[number];
        if (table == null) {
            table = new Table();
            tables[number] = table;
            bytes += table.bytes();
        }
        return table;
    }

    private SipHash.Bits fingerprint(String text) {
        return hash.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Some of the names. Two words each: the key's first 64 bits; its other 32 bits, 29 of the spelling, and the code of the kind. */
    private static final class Table {
        private long[] words = new long[2 * 8];
        private int size;

        long bytes() {
            return (long) words.length * Long.BYTES;
        }

        EntryKind kindAt(int at) {
            return EntryKind.ofCode((int) (words[at + 1] & KIND_MASK));
        }

        int find(long first, long second) {
            int mask = words.length - 1;
            int at = (int) (first << 1) & mask;
            while (words[at + 1] != 0 && (words[at] != first || ((words[at + 1] ^ second) & KEY_MASK) != 0)) {
                at = (at + 2) & mask;
            }
            return at;
        }

        boolean isFull() {
            return size >= words.length / 2 / 4 * 3;
        }

        void put(int at, long first, long second) {
            words[at] = first;
            words[at + 1] = second;
            size++;
        }

        void grow() {
            long[] old = words;
            words = new long[Math.multiplyExact(old.length, 2)];
            size = 0;
            for (int i = 0; i < old.length; i += 2) {
                if (old[i + 1] != 0) {
                    put(find(old[i], old[i + 1]), old[i], old[i + 1]);
                }
            }
        }
    }
}
