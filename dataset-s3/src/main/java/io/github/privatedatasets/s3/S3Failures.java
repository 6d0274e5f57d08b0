package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.http.AddressRefusedException;
import io.github.privatedatasets.spec.DatasetUri;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/** Gives what goes wrong with one dataset's requests its meaning, in one place. */
final class S3Failures {
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired");
    private static final Set<String> REFUSED_KEYS =
            Set.of("InvalidToken", "InvalidAccessKeyId", "SignatureDoesNotMatch", "RequestTimeTooSkewed");
    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IncorrectEndpoint",
            "IllegalLocationConstraintException");

    private final DatasetUri uri;
    private final Identity identity;
    private final S3Location where;

    S3Failures(DatasetUri uri, Identity identity, S3Location where) {
        this.uri = uri;
        this.identity = identity;
        this.where = where;
    }

    /** Returns what a refusal means whatever was asked for; {@code object} says what that was. */
    DatasetException refused(String object, StoreRefusal refusal) {
        String found = refusal.found();
        int status = refusal.status();
        if (WRONG_REGION.contains(refusal.code()) || status == 301 || status == 307) {
            return wrongRegion(refusal);
        }
        if (EXPIRED.contains(refusal.code())) {
            return denied(found + "; the session token has expired, get a new one");
        }
        if (REFUSED_KEYS.contains(refusal.code())) {
            return denied(found);
        }
        if (refusal.code().equals("InvalidObjectState")) {
            return new UnsupportedDatasetException(
                    object + " is archived and cannot be read (" + found + "): restore it first");
        }
        return switch (status) {
            case 401, 403 -> denied(found + (object.equals(uri.toString()) ? "" : " at " + object));
            case 404 -> new DatasetNotFoundException(uri, missing(refusal));
            case 412, 416 -> changed(object, refusal);
            case 408, 429, 500, 502, 503, 504 ->
                new SourceUnavailableException(
                        where.store() + " failed when asked for " + object + ": " + found + "; try again later",
                        refusal.retryAfter().orElse(null),
                        null);
            default -> new UnsupportedDatasetException(where.store() + " does not serve " + object + ": " + found);
        };
    }

    /** Returns what a refusal means to who looks for an object, and cannot list the bucket either. */
    DatasetException refusedLookup(StoreRefusal refusal) {
        return isDenial(refusal)
                ? denied(refusal.found()
                        + "; S3 says so too where a key does not exist and the identity may not list the bucket")
                : refused(uri.toString(), refusal);
    }

    /** Returns what a refusal means to who lists a folder. */
    DatasetException refusedListing(StoreRefusal refusal) {
        return isDenial(refusal)
                ? denied(refusal.found() + "; a folder is read with the permission to list its bucket (s3:ListBucket)")
                : refused(uri.toString(), refusal);
    }

    /** Tells whether the identity is known, and not permitted. */
    private static boolean isDenial(StoreRefusal refusal) {
        return (refusal.status() == 401 || refusal.status() == 403)
                && (refusal.code().isEmpty() || refusal.code().equals("AccessDenied"));
    }

    /** Returns what a refusal means to who reads an object that was there before. */
    DatasetException whileReading(String object, StoreRefusal refusal) {
        boolean gone = refusal.status() == 404 || refusal.status() == 405;
        return gone ? changed(object, refusal) : refused(object, refusal);
    }

    /** Returns how it is told that there was no answer, or none that could be understood. */
    DatasetException unanswered(String object, IOException e, int tries) {
        if (e instanceof AddressRefusedException) {
            return new UnsupportedDatasetException("awsEndpoint " + where.store() + " of " + uri
                    + " is not allowed by this service (" + OneLine.of(String.valueOf(e.getMessage()))
                    + "): remove it, or ask the service's operator to allow it");
        }
        if (e instanceof ProtocolException) {
            return nonsense(object, OneLine.of(String.valueOf(e.getMessage())));
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new SourceUnavailableException(
                where.store() + " cannot be asked for " + object + ": "
                        + (root instanceof UnknownHostException
                                ? "there is no address for its host name; check the endpoint, or the name service"
                                : root.getClass().getSimpleName() + " ("
                                        + OneLine.of(identity.hideKeysIn(String.valueOf(root.getMessage())))
                                        + ")"
                                        + (tries == 1 ? "" : " after " + tries + " tries")
                                        + "; try again later"),
                e);
    }

    /** Returns how it is told that the identity's keys cannot be had, so nobody was asked. */
    DatasetException withoutKeys(SdkException e) {
        return new DatasetAccessDeniedException(
                uri, identity.toString(), "there are none: " + OneLine.of(String.valueOf(e.getMessage())), e);
    }

    /** Returns how it is told that an answer contradicts itself or the protocol. */
    SourceUnavailableException nonsense(String object, String found) {
        return new SourceUnavailableException(where.store() + " answered wrongly about " + object + ": " + found, null);
    }

    /** Returns the text for what is missing, as far as the store's code tells. */
    String missing(StoreRefusal refusal) {
        return refusal.code().equals("NoSuchBucket")
                ? "there is no bucket " + uri.bucket() + " at " + where.store()
                : refusal.found();
    }

    private static RevisionChangedException changed(String object, StoreRefusal refusal) {
        return new RevisionChangedException(
                object, "the store no longer has the revision (" + refusal.found() + ")", null);
    }

    /** Returns how it is told that the identity was refused. */
    DatasetException denied(String found) {
        return new DatasetAccessDeniedException(uri, identity.toString(), found, null);
    }

    private DatasetException wrongRegion(StoreRefusal refusal) {
        return new UnsupportedDatasetException(
                where.store() + " was asked for bucket " + uri.bucket() + " in region " + where.region()
                        + ", and it is in "
                        + refusal.region().map(r -> "region " + r).orElse("another")
                        + " (" + refusal.found() + "): set region"
                        + refusal.region().map(r -> ": " + r).orElse("") + ", and the endpoint that serves it");
    }
}
