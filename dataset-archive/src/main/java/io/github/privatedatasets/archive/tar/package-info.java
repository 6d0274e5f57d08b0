/** Tars, front to back, and the choice of the codec around them. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.tar;
