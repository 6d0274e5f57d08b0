/**
 * Teaches the library where else datasets come from: {@link io.github.privatedatasets.examples.ownsource.DirectorySource} serves
 * {@code dir://SHARE/KEY} from a directory of shares. Its tests are the library's own contract for sources.
 */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.examples.ownsource;
