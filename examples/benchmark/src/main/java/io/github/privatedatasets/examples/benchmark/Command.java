// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * One way to bring a row's data onto the disk.
 *
 * @param name what it is called in the tables
 * @param peer whether it is what a user could do without us
 * @param line the command for a directory {@code T}, which is empty
 * @param treeIn where in that directory the files then lie
 */
record Command(String name, boolean peer, Function<Path, List<String>> line, Function<Path, Path> treeIn) {}
