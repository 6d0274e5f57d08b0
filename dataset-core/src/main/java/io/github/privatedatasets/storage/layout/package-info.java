/**
 * Where the parts of a team's storage lie, and with which modes they are made. Not exported.
 */
package io.github.privatedatasets.storage.layout;
