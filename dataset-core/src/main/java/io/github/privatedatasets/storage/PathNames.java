// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spec.InvalidSpecException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Names that become part of a path. */
final class PathNames {
    private PathNames() {}

    /**
     * Returns the name, if this JVM has files of that name: under a locale such as C it has none with letters outside of ASCII.
     *
     * @throws InvalidSpecException if it has none
     */
    static String require(String name) {
        try {
            if (Path.of(name).toString().equals(name)) {
                return name;
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw new InvalidSpecException(
                "\"" + name + "\" cannot be a file name under this JVM's locale: start it with LC_ALL=C.UTF-8");
    }

    /** Returns the name, if it is one that a dataset's directory may have. */
    static String requireDataset(String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new InvalidSpecException("\"" + name + "\" is no name of a dataset: name one as it is listed");
        }
        return require(name);
    }
}
