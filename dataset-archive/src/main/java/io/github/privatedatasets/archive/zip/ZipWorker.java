// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.archive.format.EntryNames;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Hands the entries of one run after the other to a sink; used by one thread, with buffers of its own. */
final class ZipWorker implements AutoCloseable {
    private static final int MAX_TARGET_BYTES = 1 << 16;

    private final ZipDirectory directory;
    private final BitSet passedOver;
    private final EntrySink sink;
    private final ZipContent.Progress progress;
    private final ZipRunBytes bytes;
    private final DeflateDecoder deflate;
    private final Bzip2Decoder bzip2;

    ZipWorker(
            String archive,
            ZipDirectory directory,
            BitSet passedOver,
            EntrySink sink,
            DeflateDecoder deflate,
            Bzip2Decoder bzip2,
            ZipContent.Progress progress) {
        this.directory = directory;
        this.passedOver = passedOver;
        this.sink = sink;
        this.deflate = deflate;
        this.bzip2 = bzip2;
        this.progress = progress;
        bytes = new ZipRunBytes(archive);
    }

    /** Delivers the entries of a run from its bytes, which the caller closes. */
    void deliver(ZipRun run, InputStream source) throws IOException {
        bytes.start(source, run.offset());
        for (int n = run.first(); n < run.end(); n++) {
            progress.requireWanted();
            bytes.skipTo(directory.offset(n));
            deliver(n, directory.entry(n));
        }
    }

    private void deliver(int n, ZipHeader entry) throws IOException {
        boolean descriptor = ZipLocalHeader.read(bytes, entry);
        long room = directory.limit(n) - bytes.position() - entry.compressedSize();
        if (room < 0) {
            throw entry.corrupt("overlaps another, or the archive's directory, by " + -room + " bytes");
        }
        if (passedOver.get(n)) {
            sink.skipping(entry.compressedSize());
            return;
        }
        if (entry.isDirectory()) {
            // Some packers name the directory that they were given so; no absolute path is meant.
            sink.directory(entry.name().equals("/") ? "" : entry.name(), entry.attributes());
            return;
        }
        CompressedBytes compressed = new CompressedBytes(bytes, entry.compressedSize());
        try (ZipContent content = ZipContent.open(entry, compressed, deflate, bzip2, progress)) {
            if (entry.type() == ZipHeader.SYMBOLIC_LINK) {
                deliverLink(entry, content);
            } else {
                sink.file(entry.name(), entry.attributes(), content);
            }
            if (!content.isProven()) {
                // A sink that will refuse the tree anyway reads no content.
                sink.skipping(compressed.left());
            } else if (descriptor) {
                ZipLocalHeader.requireDescriptor(bytes, entry, room);
            }
        }
    }

    private void deliverLink(ZipHeader entry, InputStream content) throws IOException {
        byte[] target = content.readNBytes(MAX_TARGET_BYTES);
        if (target.length == MAX_TARGET_BYTES) {
            sink.refuse(entry.name(), "is a link whose target is " + MAX_TARGET_BYTES + " bytes long or longer");
        } else if (EntryNames.isUtf8(target)) {
            sink.symbolicLink(entry.name(), new String(target, StandardCharsets.UTF_8));
        } else {
            sink.refuse(entry.name(), "its target is not UTF-8: pack it again under LC_ALL=C.UTF-8");
        }
    }

    @Override
    public void close() {
        deflate.close();
    }
}
