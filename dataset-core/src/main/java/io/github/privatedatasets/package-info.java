/**
 * The front door: a {@link io.github.privatedatasets.DatasetStager} takes specs and gives back directories.
 *
 * <p>Open {@code DatasetStager}, {@code MaterializedDataset} and {@code StagingListener}; the rest of the package is the way a
 * dataset goes behind them: recall, resolve, plan, claim, fetch and expand, verify, publish.
 */
package io.github.privatedatasets;
