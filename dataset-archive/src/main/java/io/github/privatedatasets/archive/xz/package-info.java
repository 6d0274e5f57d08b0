/** Xz data, decoded by blocks where it has several. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.xz;
