/**
 * Teaches the library one more suffix: {@link io.github.privatedatasets.examples.ownextractor.GzippedLines} is the whole extractor, and
 * {@link io.github.privatedatasets.examples.ownextractor.OwnExtractor} runs it.
 */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.examples.ownextractor;
