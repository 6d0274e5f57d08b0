/**
 * What storages need of a file system: small files, names, flushes, locks of processes, and what its failures mean. Not exported.
 */
package io.github.privatedatasets.storage.disk;
