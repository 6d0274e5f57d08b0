package io.github.privatedatasets.archive;

import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * A zip entry's bytes, checked against the length and CRC of the archive's directory when their end is reached.
 *
 * <p>Neither Commons Compress's nor the JDK's zip readers check the CRC of a stored entry.
 */
final class ZipContent extends InputStream {
    private final String archive;
    private final String name;
    private final ZipArchiveEntry entry;
    private final InputStream decoded;
    private final CRC32 crc = new CRC32();
    private long count;

    ZipContent(String archive, String name, ZipArchiveEntry entry, InputStream decoded) {
        this.archive = archive;
        this.name = name;
        this.entry = entry;
        this.decoded = decoded;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = decoded.read(buffer, offset, length);
        if (read > 0) {
            crc.update(buffer, offset, read);
            count += read;
        }
        if (count > entry.getSize() || (read < 0 && count != entry.getSize())) {
            throw corrupt((read < 0 ? "has " + count : "has more than " + entry.getSize())
                    + " bytes, the archive's directory says " + entry.getSize());
        }
        if (read < 0 && crc.getValue() != entry.getCrc()) {
            throw corrupt(String.format(
                    "has the CRC %08x, the archive's directory says %08x", crc.getValue(), entry.getCrc()));
        }
        return read;
    }

    private CorruptArchiveException corrupt(String problem) {
        return new CorruptArchiveException(archive, "its entry " + EntryNames.shown(name) + " " + problem, null);
    }

    @Override
    public void close() throws IOException {
        decoded.close();
    }
}
