// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

/** Whether an archive that the URI names is expanded. */
public enum Expansion {
    /** Expands an object whose name ends with a known archive suffix; everything else lies in the dataset as it is. */
    AUTO,
    /** Expands nothing: the object lies in the dataset under its own basename, and the name keeps its suffix. */
    NEVER
}
