// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownsource;

import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What tells one revision of a file from another without reading it. */
record FileRevision(long inode, Instant modified, long sizeBytes) {
    static FileRevision of(Path file) throws IOException {
        Map<String, Object> told = Files.readAttributes(file, "unix:ino,lastModifiedTime,size");
        return new FileRevision(
                (Long) told.get("ino"), ((FileTime) told.get("lastModifiedTime")).toInstant(), (Long) told.get("size"));
    }

    /** Returns what stands for an empty directory. */
    static RemoteObject marker(String path) {
        return new FileRevision(0, Instant.EPOCH, 0).as(path);
    }

    RemoteObject as(String path) {
        return new RemoteObject(path, sizeBytes, etag(), Optional.empty(), Optional.empty(), modified);
    }

    Etag etag() {
        return Etag.parse(Long.toHexString(inode) + "-" + Long.toHexString(modified.getEpochSecond()) + "."
                + modified.getNano() + "-" + Long.toHexString(sizeBytes));
    }
}
