/**
 * What others implement: where bytes come from ({@link io.github.privatedatasets.spi.DatasetSource}), how archives are
 * decoded ({@link io.github.privatedatasets.spi.ArchiveExtractor}), and where trees stand
 * ({@link io.github.privatedatasets.spi.DatasetStorage}).
 *
 * <p>The contract suites in the test-jar of this module check an implementation.
 */
package io.github.privatedatasets.spi;
