/**
 * HTTP/1.1 as a reader of objects needs it: requests without a body, answers of any length, connections that are used again.
 *
 * <p>Begin with {@link io.github.privatedatasets.s3.http.HttpClient}. It is written here because starting a library's client
 * takes longer than staging a small dataset, and because only who opens the socket can tell which address is asked. It reads
 * strictly: what two readers could take for two different answers is an error.
 *
 * <p>It knows nothing of S3, follows no redirect, keeps no cookie and tries nothing twice but a connection that was kept too long.
 */
@org.jspecify.annotations.NullMarked
package io.github.privatedatasets.s3.http;
