// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

/**
 * Where a piece of a sparse file's data lies in the file.
 *
 * @param offset its first byte's place
 * @param length how many bytes it has; may be 0
 */
public record Extent(long offset, long length) {}
