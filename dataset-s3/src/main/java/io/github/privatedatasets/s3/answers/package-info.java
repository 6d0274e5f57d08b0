/**
 * What a store answered, read: listings, parts, errors, and what the headers tell of an object. Not exported.
 */
package io.github.privatedatasets.s3.answers;
