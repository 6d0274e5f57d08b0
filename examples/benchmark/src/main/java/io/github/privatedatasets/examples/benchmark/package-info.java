/**
 * Times staging beside what else a user could do, in the same run: see its README.
 *
 * <p>Open {@code Race}: what is run and checked; {@code Row}: the workloads; {@code Peers}: the others. {@code StageOnce} is ours.
 */
package io.github.privatedatasets.examples.benchmark;
