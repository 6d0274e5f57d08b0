package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.RequestPayer;

/** Asks one bucket of one store as one identity. Thread-safe; holds nothing that must be closed. */
final class S3Requests {
    private final S3Client client;
    private final DatasetUri uri;
    private final Identity identity;
    private final S3Failures failures;
    private final Optional<RequestPayer> payer;

    S3Requests(S3Client client, DatasetUri uri, Identity identity, boolean requesterPays, S3Failures failures) {
        this.client = client;
        this.uri = uri;
        this.identity = identity;
        this.failures = failures;
        this.payer = requesterPays ? Optional.of(RequestPayer.REQUESTER) : Optional.empty();
    }

    DatasetUri uri() {
        return uri;
    }

    S3Failures failures() {
        return failures;
    }

    /** Returns a key of the bucket as messages name it. */
    String name(String key) {
        return OneLine.of(uri.scheme() + "://" + uri.bucket() + "/" + key);
    }

    /** Asks for an object's metadata, with the checksum the store keeps. */
    HeadObjectResponse head(String key, Optional<String> versionId)
            throws StoreRefusal, DatasetException, InterruptedException {
        HeadObjectRequest.Builder request = HeadObjectRequest.builder()
                .bucket(uri.bucket())
                .key(key)
                .checksumMode(ChecksumMode.ENABLED)
                .overrideConfiguration(this::sign);
        versionId.ifPresent(request::versionId);
        payer.ifPresent(request::requestPayer);
        return ask(name(key), () -> client.headObject(request.build()));
    }

    /** Asks for a page of the keys that begin with the prefix: the first, or the one the token stands for. */
    ListObjectsV2Response list(String prefix, Optional<String> token)
            throws StoreRefusal, DatasetException, InterruptedException {
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                .bucket(uri.bucket())
                .prefix(prefix)
                // Else a control character in a key makes the answer no XML. The SDK decodes the keys.
                .encodingType(EncodingType.URL)
                .overrideConfiguration(this::sign);
        token.ifPresent(request::continuationToken);
        payer.ifPresent(request::requestPayer);
        return ask(name(prefix), () -> client.listObjectsV2(request.build()));
    }

    /** Asks for the bytes of the revision that has this etag; of all of it where no range is given. */
    ResponseInputStream<GetObjectResponse> get(
            String key, Etag etag, Optional<String> versionId, Optional<String> range)
            throws StoreRefusal, DatasetException, InterruptedException {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(uri.bucket())
                .key(key)
                .ifMatch("\"" + etag + "\"")
                .overrideConfiguration(config -> {
                    sign(config);
                    if (range.isEmpty()) {
                        // Asks for the stored digest. As a header and not by checksumMode, with which the SDK computes
                        // it once more, and fails a good range where a store sends the digest of the whole.
                        config.putHeader("x-amz-checksum-mode", "ENABLED");
                    }
                });
        versionId.ifPresent(request::versionId);
        range.ifPresent(request::range);
        payer.ifPresent(request::requestPayer);
        return ask(name(key), () -> client.getObject(request.build()));
    }

    private void sign(AwsRequestOverrideConfiguration.Builder config) {
        identity.provider().ifPresent(config::credentialsProvider);
    }

    private <T> T ask(String object, Supplier<T> request) throws StoreRefusal, DatasetException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before asking for " + object);
        }
        try {
            return request.get();
        } catch (AwsServiceException e) {
            throw StoreRefusal.of(e, identity);
        } catch (SdkException e) {
            // The SDK leaves the thread's mark set, whichever of its exceptions it throws.
            if (Thread.interrupted() || e instanceof AbortedException) {
                InterruptedException interrupted = new InterruptedException("interrupted while asking for " + object);
                interrupted.initCause(e);
                throw interrupted;
            }
            throw failures.unanswered(object, e);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedDatasetException(
                    object + " cannot be asked of S3: " + OneLine.of(String.valueOf(e.getMessage())), e);
        }
    }
}
