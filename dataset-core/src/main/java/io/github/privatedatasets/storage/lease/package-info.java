/**
 * Who uses a tree or works on it: leases, heartbeats, and who is dead. Not exported.
 */
package io.github.privatedatasets.storage.lease;
