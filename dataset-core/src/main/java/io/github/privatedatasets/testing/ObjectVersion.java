// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.testing;

import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** One version of an object: its bytes, and the MD5 of them as its etag. */
final class ObjectVersion {
    private final String id;
    private final byte[] bytes;
    private final Etag etag;

    ObjectVersion(String id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
        etag = md5(bytes);
    }

    String id() {
        return id;
    }

    Etag etag() {
        return etag;
    }

    /** Returns the bytes themselves, which nobody writes to. */
    byte[] bytes() {
        return bytes;
    }

    Checksum checksum() {
        return new Checksum(Checksum.Algorithm.MD5, etag.value());
    }

    /** Returns what a listing tells of it under this path. */
    RemoteObject as(String path) {
        return new RemoteObject(path, bytes.length, etag, Optional.of(id), Optional.of(checksum()), Instant.EPOCH);
    }

    boolean is(RemoteObject object) {
        return etag.equals(object.etag())
                && object.versionId().filter(i -> !i.equals(id)).isEmpty();
    }

    private static Etag md5(byte[] bytes) {
        try {
            return new Etag(
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks MD5", e);
        }
    }
}
