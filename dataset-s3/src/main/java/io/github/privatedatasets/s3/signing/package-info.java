/**
 * As whom a request is made, and its signature: identities, their keys, signature version 4. Not exported.
 */
package io.github.privatedatasets.s3.signing;
