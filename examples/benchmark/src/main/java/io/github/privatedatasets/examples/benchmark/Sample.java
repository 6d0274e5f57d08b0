// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

/**
 * What one run of a command took; {@code NaN} where it could not be measured.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds user and system time of all its processes
 * @param peakMiB resident memory of its largest process, at most
 */
record Sample(double wallSeconds, double cpuSeconds, double peakMiB) {}
