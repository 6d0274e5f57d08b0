/**
 * Where trees stand: {@link io.github.privatedatasets.storage.SharedStorage} for a team, downloaded once, and
 * {@link io.github.privatedatasets.storage.EphemeralVolumes} for the time of one job.
 *
 * <p>Everything else here is behind the two: the steps by which a tree is staged, recorded and published by one rename.
 */
package io.github.privatedatasets.storage;
