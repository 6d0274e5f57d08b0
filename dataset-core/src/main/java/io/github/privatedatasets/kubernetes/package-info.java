/**
 * Datasets as parts of a Kubernetes pod: {@link io.github.privatedatasets.kubernetes.PodDatasets} renders what was staged, or is planned, as volumes,
 * mounts and an init container. Talks to no cluster.
 */
package io.github.privatedatasets.kubernetes;
