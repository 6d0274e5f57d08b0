/**
 * Datasets in S3: objects, folders and whole buckets, read at one revision.
 *
 * <p>Begin with {@link io.github.privatedatasets.s3.S3DatasetSource}. Behind it, {@code S3Resolution} finds the revision,
 * {@code S3Requests} asks the store by {@code SignedRequests} over the client in {@code .s3.http}, and {@code S3Failures} gives the store's refusals their meaning.
 * Identities and signatures are in {@code .s3.signing}; what reads the answers is in {@code .s3.answers}.
 */
package io.github.privatedatasets.s3;
