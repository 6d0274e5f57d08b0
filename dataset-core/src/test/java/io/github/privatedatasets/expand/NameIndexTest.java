// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.errors.TooManyEntriesException;
import org.junit.jupiter.api.Test;

class NameIndexTest {
    private static final NameFolding EXACT = new NameFolding(false, false);

    @Test
    void remembersWhatEachNameIs() throws Exception {
        NameIndex names = new NameIndex(EXACT);
        for (int i = 0; i < 10_000; i++) {
            assertThat(names.putIfAbsent("d/" + i, "d/" + i, kind(i))).isNull();
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(names.kindOf("d/" + i)).isEqualTo(kind(i));
            assertThat(names.putIfAbsent("d/" + i, "d/" + i, EntryKind.FILE))
                    .isEqualTo(new TreeNames.Found(kind(i), true));
        }
        assertThat(names.kindOf("d/10000")).isNull();
    }

    private static EntryKind kind(int i) {
        return EntryKind.ofCode(1 + i % 4);
    }

    @Test
    void tellsTwinsFromTheSameName() throws Exception {
        NameIndex names = new NameIndex(new NameFolding(true, true));
        names.putIfAbsent("caf\u00e9", "caf\u00e9", EntryKind.FILE);

        assertThat(names.putIfAbsent("CAF\u00c9", "CAF\u00c9", EntryKind.FILE))
                .isEqualTo(new TreeNames.Found(EntryKind.FILE, false));
        assertThat(names.putIfAbsent("cafe\u0301", "cafe\u0301", EntryKind.FILE))
                .isEqualTo(new TreeNames.Found(EntryKind.FILE, false));
        assertThat(names.putIfAbsent("caf\u00e9", "caf\u00e9", EntryKind.FILE))
                .isEqualTo(new TreeNames.Found(EntryKind.FILE, true));
    }

    @Test
    void takesTwinsForTwoNamesWhereTheFileSystemDoes() throws Exception {
        NameIndex names = new NameIndex(EXACT);
        names.putIfAbsent("a", "a", EntryKind.FILE);

        assertThat(names.putIfAbsent("A", "A", EntryKind.FILE)).isNull();
    }

    @Test
    void tellsHowManyNamesFitWhereTheHeapIsTooSmall() throws Exception {
        NameIndex names = new NameIndex(EXACT, 1 << 20);
        long entered = 0;
        TooManyEntriesException full = null;
        while (full == null) {
            try {
                String name = "n" + entered;
                assertThat(names.putIfAbsent(name, name, EntryKind.FILE)).isNull();
                entered++;
            } catch (TooManyEntriesException e) {
                full = e;
            }
        }
        assertThat(full.limit()).isEqualTo(entered);
        assertThat(entered).isBetween((1L << 20) / 43, (1L << 20) / 22);
        assertThat(full)
                .hasMessageContaining(
                        "the names of " + entered + " entries fill the memory that this process has for them, 1M")
                .hasMessageContaining("n" + entered)
                .hasMessageContaining("-Xmx");
        assertThat(names.kindOf("n" + entered)).as("the one that was refused").isNull();
        for (int i = 0; i < entered; i++) {
            assertThat(names.kindOf("n" + i)).isEqualTo(EntryKind.FILE);
        }
    }
}
