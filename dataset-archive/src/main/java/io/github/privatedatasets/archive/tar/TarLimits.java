// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.spec.ByteSize;

/**
 * What a tar may ask for.
 *
 * @param extendedHeader how long the extended headers and long names before one entry may be, all together: they are held in memory
 * @param sparseExtents how many pieces of data a sparse file may have; each takes 16 bytes of memory, and up to 48 more while its map is read
 * @param ignored how many bytes that are no entry's may be read and dropped: after the end, and in labels
 */
public record TarLimits(ByteSize extendedHeader, int sparseExtents, ByteSize ignored) {}
