/** Work done ahead of the thread that reads, on workers that may come late or never. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.pipeline;
