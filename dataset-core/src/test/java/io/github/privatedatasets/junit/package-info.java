/**
 * A JUnit 5 extension for the unit tests of a platform: {@link io.github.privatedatasets.junit.DatasetStagerExtension} gives a stager on temporary
 * storage and the store in memory that it reads from. In the test jar, beside the contract suites; needs JUnit, and nothing else.
 */
package io.github.privatedatasets.junit;
