/**
 * One volume of an ephemeral storage: made, filled, owned by a locked file, removed. Not exported.
 */
package io.github.privatedatasets.storage.ephemeral;
