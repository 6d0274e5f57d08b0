// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes several things, of which somebody else's may fail. */
final class Closing {
    private Closing() {}

    /** Closes each of them, and then throws what the first failed with, to which the failures of later ones are added. */
    static <T> void all(Iterable<T> things, Consumer<? super T> close) {
        @Nullable RuntimeException first = null;
        for (T thing : things) {
            try {
                close.accept(thing);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else if (e != first) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
