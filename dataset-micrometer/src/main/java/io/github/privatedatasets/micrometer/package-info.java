/** Staging as Micrometer meters: {@link io.github.privatedatasets.micrometer.StagingMetrics}. */
package io.github.privatedatasets.micrometer;
