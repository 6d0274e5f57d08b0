/**
 * The library in one run, without an account: an S3 server in the same JVM, five specs as a job would write them, and the
 * directories they become.
 *
 * <p>Open {@code Quickstart}: how a service builds a stager and stages a job's datasets. {@code JobSpecs} holds the specs.
 */
package io.github.privatedatasets.examples.quickstart;
