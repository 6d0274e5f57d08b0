/** What formats have in common: names of entries, and first bytes that tell one from another. */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.archive.format;
