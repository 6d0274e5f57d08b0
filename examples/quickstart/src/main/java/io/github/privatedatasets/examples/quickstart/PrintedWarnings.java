// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.spec.DatasetName;
import java.io.PrintStream;

/** Prints what the library would rather see done differently. */
record PrintedWarnings(PrintStream out) implements StagingListener {
    @Override
    public void warned(DatasetName name, String warning) {
        out.println("warning: " + name + ": " + warning);
    }
}
