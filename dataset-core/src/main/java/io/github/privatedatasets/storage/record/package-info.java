/**
 * The record of a published tree, and the seal by which a tree is known to be the one it describes. Not exported.
 */
package io.github.privatedatasets.storage.record;
