/**
 * Entries out: the one safe writer of trees. Not exported.
 */
package io.github.privatedatasets.expand;
