// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.storage.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathSetTest {
    private static final int MANY = 3_000_000;

    @Test
    void holdsThreeMillionPathsWhereTheHeapIsSmall() throws Exception {
        try (ChildJvm child = ChildJvm.start(Filler.class, List.of())) {
            assertThat(child.line()).isEqualTo("has the first, the last and none other");
        }
    }

    /** Runs in a heap of 48 MiB. */
    static final class Filler {
        private Filler() {}

        public static void main(String[] args) {
            PathSet paths = new PathSet();
            for (int i = 0; i < MANY; i++) {
                paths.add("train/" + i);
            }
            System.out.println(
                    paths.contains("train/0")
                                    && paths.contains("train/" + (MANY - 1))
                                    && !paths.contains("train/" + MANY)
                            ? "has the first, the last and none other"
                            : "is wrong");
        }
    }
}
