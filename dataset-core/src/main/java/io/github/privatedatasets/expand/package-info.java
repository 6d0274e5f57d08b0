/**
 * Entries out: the one safe writer of trees, and the one safe deleter. Not exported.
 */
package io.github.privatedatasets.expand;
