/**
 * The archives every stager should know. Start with {@link io.github.privatedatasets.archive.StandardExtractors}.
 */
package io.github.privatedatasets.archive;
