// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file of the sample data: the same bytes each time they are asked for.
 *
 * @param path where it lies in its dataset
 * @param sizeBytes how long it is
 * @param bytes writes it
 */
record SampleFile(String path, long sizeBytes, Bytes bytes) {
    /** Writes the content of one file. */
    @FunctionalInterface
    interface Bytes {
        void writeTo(OutputStream out) throws IOException;
    }
}
