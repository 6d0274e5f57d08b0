// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.storage.manifest.Journal.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object's first bytes, out of the file of an attempt that died. Each piece of it is compared with its CRC32C before a byte of it is given, and
 * ends the stream where it differs; and again as it is given, since the file is anybody's.
 */
final class LeftFile extends InputStream implements RemoteContent {
    private static final Logger LOG = LoggerFactory.getLogger(LeftFile.class);

    /** A longer piece, the whole of a big file, would have left the page cache before it is read the second time. */
    private static final long LOOK_AHEAD_BYTES = 32 << 20;

    private static final int BLOCK_BYTES = 1 << 16;

    private final String path;
    private final Optional<Checksum> checksum;
    private final String noChecksumReason;
    private final SeekableByteChannel file;
    private final Iterator<Piece> pieces;
    private final CRC32C looked = new CRC32C();
    private final CRC32C given = new CRC32C();
    private Piece piece = new Piece(0, 0);
    private long position;

    /** Gives the bytes of these pieces, each of which ends behind the one before. */
    LeftFile(
            String path,
            Optional<Checksum> checksum,
            String noChecksumReason,
            SeekableByteChannel file,
            List<Piece> pieces) {
        this.path = path;
        this.checksum = checksum;
        this.noChecksumReason = noChecksumReason;
        this.file = file;
        this.pieces = pieces.iterator();
    }

    @Override
    public InputStream stream() {
        return this;
    }

    @Override
    public Optional<Checksum> checksum() {
        return checksum;
    }

    @Override
    public String noChecksumReason() {
        return noChecksumReason;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (position == piece.endsAt() && !nextPiece()) {
            return -1;
        }
        int count = readAt(position, buffer, offset, (int) Math.min(length, piece.endsAt() - position));
        if (count > 0) {
            given.update(buffer, offset, count);
            position += count;
        }
        if (count < 0 || (position == piece.endsAt() && (int) given.getValue() != piece.crc32c())) {
            throw new IntegrityException(
                    path,
                    "CRC32C of what is left",
                    HexFormat.of().toHexDigits(piece.crc32c()),
                    HexFormat.of().toHexDigits((int) given.getValue()));
        }
        return count;
    }

    private boolean nextPiece() throws IOException {
        if (!pieces.hasNext()) {
            return false;
        }
        Piece next = pieces.next();
        try {
            if (next.endsAt() > file.size() || (next.endsAt() - position <= LOOK_AHEAD_BYTES && !holds(next))) {
                LOG.debug("{}: what is left of it is other than noted from byte {} on", path, position);
                return false;
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("{}: what is left of it cannot be read from byte {} on", path, position, e);
            return false;
        }
        piece = next;
        return true;
    }

    private boolean holds(Piece next) throws IOException {
        byte[] block = new byte[(int) Math.min(BLOCK_BYTES, next.endsAt() - position)];
        long at = position;
        while (at < next.endsAt()) {
            int count = readAt(at, block, 0, (int) Math.min(block.length, next.endsAt() - at));
            if (count < 0) {
                return false;
            }
            looked.update(block, 0, count);
            at += count;
        }
        return (int) looked.getValue() == next.crc32c();
    }

    private int readAt(long at, byte[] buffer, int offset, int length) throws IOException {
        try {
            return file.position(at).read(ByteBuffer.wrap(buffer, offset, length));
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // Another host may have cleared it away meanwhile, which a file server tells so: the store still has it.
            throw new IntegrityException(path, "what is left of it", "readable bytes", e.toString());
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("{}: what is left of it could not be closed", path, e); // It was only read.
        }
    }
}
