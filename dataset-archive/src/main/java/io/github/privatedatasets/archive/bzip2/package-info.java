/** Bzip2 data, decoded by blocks. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.bzip2;
