/**
 * What can go wrong: one sealed, checked {@link io.github.privatedatasets.errors.DatasetException} and its leaves.
 *
 * <p>Every message says what was expected and found, where, and what to do next, and never holds a secret. Each value is
 * also an accessor. {@code isRetryable()} tells whether the same request may succeed later without anybody changing it.
 */
package io.github.privatedatasets.errors;
