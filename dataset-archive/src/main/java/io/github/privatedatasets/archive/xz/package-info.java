/** Xz data, decoded by blocks where it has several; filters other than LZMA2 are those of XZ for Java. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.xz;
