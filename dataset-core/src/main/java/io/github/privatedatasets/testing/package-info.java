/**
 * For users' own unit tests: {@link io.github.privatedatasets.testing.InMemorySource}, a store without a network that fails where a
 * test asks for it. Needs no test framework; the test jar of this module has a JUnit extension that gives it with a stager.
 */
package io.github.privatedatasets.testing;
