/**
 * A platform that runs jobs, in one class: {@link io.github.privatedatasets.examples.platformtest.JobLauncher}. What the example shows are its tests, which
 * need no network and no store.
 */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.examples.platformtest;
