/**
 * For users' own unit tests: {@link io.github.privatedatasets.testing.InMemorySource}, a store without a network. Needs no
 * test framework.
 */
package io.github.privatedatasets.testing;
