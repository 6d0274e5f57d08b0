/**
 * Where trees stand: {@link io.github.privatedatasets.storage.SharedStorage} for a team, downloaded once, and
 * {@link io.github.privatedatasets.storage.EphemeralVolumes} for the time of one job.
 *
 * <p>Everything else here is behind the two: the steps by which a tree is staged, recorded and published by one rename. What they are made
 * of is in the packages below this one, which know nothing of it: where things lie, records, leases, and lists of what was staged.
 */
package io.github.privatedatasets.storage;
