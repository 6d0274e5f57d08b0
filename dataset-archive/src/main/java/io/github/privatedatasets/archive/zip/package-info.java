/** Zips, by their central directory. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.zip;
