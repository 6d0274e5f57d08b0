// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM can be prepared with, once, when an image is built.
 *
 * @param label what it is called
 * @param suffix of the file it is kept in
 */
record ClassData(String label, String suffix, String making, String using) {
    /** The first release that also keeps linked code and what was hot (JEP 483, JEP 514 and JEP 515). */
    private static final int WITH_AOT_CACHE = 25;

    static ClassData of(int release) {
        return release >= WITH_AOT_CACHE
                ? new ClassData("AOT cache", ".aot", "-XX:AOTCacheOutput=", "-XX:AOTCache=")
                : new ClassData("class data shared", ".jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=");
    }

    /** Returns the options of a run that leaves the file behind. */
    List<String> made(List<String> options, Path file) {
        List<String> training = new ArrayList<>(options);
        training.add(making + file);
        return training;
    }

    /** Returns the option of a run that starts from the file. */
    String used(Path file) {
        return using + file;
    }
}
