/** Gzip and deflate data. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.deflate;
