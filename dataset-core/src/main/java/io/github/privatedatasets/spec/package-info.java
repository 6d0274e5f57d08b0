/**
 * What was asked, as values: a {@link io.github.privatedatasets.spec.DatasetSpec} and the parts it is made of.
 *
 * <p>Open {@code DatasetSpec} and {@code DatasetSpecs} first. Nothing in this package does I/O; every type is immutable,
 * thread-safe and refuses {@code null}.
 */
package io.github.privatedatasets.spec;
