// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.s3.answers.StoredObject;
import io.github.privatedatasets.s3.http.AddressRefusedException;
import io.github.privatedatasets.s3.http.ProxyUnusableException;
import io.github.privatedatasets.s3.signing.Identity;
import io.github.privatedatasets.s3.signing.KeysUnavailableException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;

/** Gives what goes wrong with one dataset's requests its meaning, in one place. */
final class S3Failures {
    private static final Set<String> REFUSED_KEYS =
            Set.of("InvalidToken", "InvalidAccessKeyId", "SignatureDoesNotMatch");
    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IncorrectEndpoint",
            "IllegalLocationConstraintException");

    private static final String IS_IT_S3 = "is it the endpoint of an S3 store?";

    private final DatasetUri uri;
    private final Identity identity;
    private final S3Location where;

    S3Failures(DatasetUri uri, Identity identity, S3Location where) {
        this.uri = uri;
        this.identity = identity;
        this.where = where;
    }

    /** Returns a text of the store's as a message shows it: one line, without keys. */
    String shown(String text) {
        return Said.of(identity.hideKeysIn(text));
    }

    /**
     * Returns the etag in an answer about an object.
     *
     * @throws UnsupportedDatasetException without one, since no revision can be pinned; also where it echoes a key, since etags are shown and kept
     */
    Etag etag(Optional<String> told, String object) throws UnsupportedDatasetException {
        if (told.isEmpty()) {
            throw new UnsupportedDatasetException(
                    "the store tells no etag of " + object + ", so its revision cannot be pinned: " + IS_IT_S3);
        }
        try {
            if (!identity.isEchoedIn(told.get())) {
                return Etag.parse(told.get());
            }
        } catch (InvalidSpecException e) {
            // It is told below, as what the store sent.
        }
        throw new UnsupportedDatasetException(
                "the store tells an etag of " + object + " that is none: " + shown(told.get()) + "; " + IS_IT_S3);
    }

    /**
     * Returns the version in an answer about an object, if it tells one.
     *
     * @throws SourceUnavailableException where it echoes a key
     */
    Optional<String> version(StoredObject told, String object) throws SourceUnavailableException {
        Optional<String> version = told.versionId();
        if (version.filter(identity::isEchoedIn).isPresent()) {
            throw nonsense(object, "its version is \"" + shown(version.orElseThrow()) + "\"");
        }
        return version;
    }

    /** Returns what a refusal means whatever was asked for; {@code object} says what that was. */
    DatasetException refused(String object, StoreRefusal refusal) {
        String found = refusal.found();
        int status = refusal.status();
        if (WRONG_REGION.contains(refusal.code()) || status == 301 || status == 307) {
            return wrongRegion(refusal);
        }
        if (refusal.isExpired()) {
            return identity.isRenewed()
                    ? new SourceUnavailableException(
                            uri + " cannot be asked for as " + identity
                                    + ", whose session token has expired and is not renewed yet: " + found
                                    + "; try again later",
                            refusal.retryAfter().orElse(null),
                            null)
                    : denied(
                            found + "; the session token has expired",
                            identity.owner().renew());
        }
        if (refusal.code().equals("RequestTimeTooSkewed")) {
            return denied(found, "set the clock of this host right");
        }
        if (REFUSED_KEYS.contains(refusal.code())) {
            return denied(found, identity.owner().mend());
        }
        if (refusal.code().equals("InvalidObjectState")) {
            return new UnsupportedDatasetException(
                    object + " is archived and cannot be read (" + found + "): restore it first");
        }
        if (refusal.mayPass()) {
            return new SourceUnavailableException(
                    where.store() + " failed when asked for " + object + ": " + found + "; try again later",
                    refusal.retryAfter().orElse(null),
                    null);
        }
        return switch (status) {
            case 401, 403 -> denied(found + (object.equals(uri.toString()) ? "" : " at " + object));
            case 404 -> new DatasetNotFoundException(uri, missing(refusal));
            case 412, 416 -> changed(object, refusal);
            default ->
                new UnsupportedDatasetException(
                        where.store() + " does not serve " + object + ": " + found + "; " + IS_IT_S3);
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
                    + " is not allowed by this service (" + Said.of(String.valueOf(e.getMessage()))
                    + "): remove it, or ask the service's operator to allow it");
        }
        if (e instanceof KeysUnavailableException keys) {
            return withoutKeys(keys, tries);
        }
        if (e instanceof ClosedChannelException) {
            return new SourceUnavailableException(
                    object + " cannot be asked for, since the S3 source was closed: close it when all is staged", e);
        }
        if (e instanceof ProxyUnusableException) {
            return new UnsupportedDatasetException(uri + " cannot be asked for: " + e.getMessage());
        }
        if (e instanceof ProtocolException) {
            return nonsense(object, Said.of(String.valueOf(e.getMessage())));
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (isUntrusted(e)) {
            return untrusted(root);
        }
        return new SourceUnavailableException(
                where.store() + " cannot be asked for " + object + ": "
                        + (root instanceof UnknownHostException
                                ? "there is no address for its host name; check the endpoint, or the name service"
                                : root.getClass().getSimpleName() + " ("
                                        + shown(String.valueOf(root.getMessage()))
                                        + ")"
                                        + after(tries)
                                        + "; try again later"),
                e);
    }

    /** Tells whether there is no answer since the store's certificate is not trusted; else a handshake may have been cut off. */
    static boolean isUntrusted(Throwable e) {
        Throwable cause = e.getCause();
        return cause instanceof CertificateException || (cause != null && isUntrusted(cause));
    }

    /** A certificate stays what it is until somebody renews it, or says that it is to be trusted. */
    private UnsupportedDatasetException untrusted(Throwable reason) {
        return new UnsupportedDatasetException(
                "the certificate of " + where.store() + " is not trusted, so it is not asked for " + uri + ": "
                        + shown(String.valueOf(reason.getMessage()))
                        + "; have it renewed, or give the source an sslContext that trusts it",
                reason);
    }

    /** Returns how it is told that the identity's keys cannot be had, so nobody was asked. */
    private DatasetException withoutKeys(KeysUnavailableException e, int tries) {
        String reason = shown(String.valueOf(e.getMessage()));
        return e.mayPass()
                ? new SourceUnavailableException(
                        uri + " cannot be asked for as " + identity + ", whose keys cannot be had now: " + reason
                                + after(tries) + "; try again later",
                        null)
                : new DatasetAccessDeniedException(
                        uri,
                        identity.toString(),
                        "there are none: " + reason,
                        identity.owner().mend(),
                        null);
    }

    private static String after(int tries) {
        return tries == 1 ? "" : " after " + tries + " tries";
    }

    /** Returns how it is told that an answer contradicts itself or the protocol. */
    SourceUnavailableException nonsense(String object, String found) {
        return new SourceUnavailableException(
                where.store() + " answered wrongly about " + object + ": " + found
                        + "; try again later; if it stays so: " + IS_IT_S3,
                null);
    }

    /** Returns the text for what is missing, as far as the store's code tells. */
    String missing(StoreRefusal refusal) {
        return refusal.code().equals("NoSuchBucket")
                ? "there is no bucket " + uri.bucket() + " at " + where.store() + " (" + refusal.found() + ")"
                : refusal.found();
    }

    private static RevisionChangedException changed(String object, StoreRefusal refusal) {
        return new RevisionChangedException(
                object, "the store no longer has the revision (" + refusal.found() + ")", null);
    }

    /** Returns how it is told that the identity is not permitted what it asked for. */
    DatasetException denied(String found) {
        return denied(found, identity.owner().permit());
    }

    private DatasetException denied(String found, String remedy) {
        return new DatasetAccessDeniedException(uri, identity.toString(), found, remedy, null);
    }

    private DatasetException wrongRegion(StoreRefusal refusal) {
        return new UnsupportedDatasetException(where.store() + " was asked for " + uri + " in region " + where.region()
                + ", and the bucket is in "
                + refusal.region().map(r -> "region " + r).orElse("another")
                + " (" + refusal.found() + "): set region"
                + refusal.region().map(r -> ": " + r).orElse("") + ", and the endpoint that serves it");
    }
}
