/**
 * Suites that every source, extractor and storage must pass, the library's own and yours: extend one, and say what to test. They come in this
 * module's test jar, which needs {@code junit-jupiter} and {@code assertj-core} beside it, and runs on the class path.
 */
package io.github.privatedatasets.contract;
