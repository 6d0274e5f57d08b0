package io.github.privatedatasets.s3;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A store's answer that is none of what was asked for. Checked, since what it means depends on what was asked: whoever
 * asks makes a {@code DatasetException} of it.
 */
@SuppressWarnings("serial")
final class StoreRefusal extends Exception {
    private final int status;
    private final String code;
    private final boolean deleteMarker;
    private final Optional<String> region;

    private StoreRefusal(String found, int status, String code, boolean deleteMarker, Optional<String> region) {
        super(found, null, false, false);
        this.status = status;
        this.code = code;
        this.deleteMarker = deleteMarker;
        this.region = region;
    }

    /**
     * Takes out of the SDK's exception what can be told. It does not become the cause: its text is the store's, which may
     * echo a session token.
     */
    static StoreRefusal of(AwsServiceException e, Identity identity) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
        String code = OneLine.of(details.map(AwsErrorDetails::errorCode).orElse(""));
        String said = details.map(AwsErrorDetails::errorMessage).orElse("");
        String found = "HTTP " + e.statusCode() + (code.isEmpty() ? "" : " " + code)
                + (code.isEmpty() || said.isBlank() ? "" : " (" + OneLine.of(identity.hideKeysIn(said)) + ")")
                + (e.requestId() == null ? "" : ", request id " + OneLine.of(e.requestId()))
                + (e.numAttempts() == null || e.numAttempts() == 1 ? "" : ", after " + e.numAttempts() + " tries");
        return new StoreRefusal(
                found,
                e.statusCode(),
                code,
                header(details, "x-amz-delete-marker").filter("true"::equals).isPresent(),
                header(details, "x-amz-bucket-region").map(OneLine::of));
    }

    private static Optional<String> header(Optional<AwsErrorDetails> details, String name) {
        return details.map(AwsErrorDetails::sdkHttpResponse).flatMap(r -> r.firstMatchingHeader(name));
    }

    /** Returns the answer in words: status, code, the store's message, request id and number of tries. */
    String found() {
        return String.valueOf(getMessage());
    }

    int status() {
        return status;
    }

    /** Returns S3's error code; empty where there is none, as in every answer to a HEAD. */
    String code() {
        return code;
    }

    /** Tells whether what was asked for is the mark that an object was deleted. */
    boolean isDeleteMarker() {
        return deleteMarker;
    }

    /** Returns the region the store names. */
    Optional<String> region() {
        return region;
    }
}
