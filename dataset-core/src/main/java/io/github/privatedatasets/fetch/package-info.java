/**
 * Bytes in: reads the objects of one remote dataset, resumes what breaks, proves what comes whole, and stops at once when
 * told. Not exported.
 */
package io.github.privatedatasets.fetch;
