// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes a zip out of a fuzzer's bytes: both headers of an entry agree and CRCs are right, but for at most one lie. */
final class ZipRecipe {
    private static final int MAX_ENTRIES = 64;
    private static final int[] MODES = {
        0, 0100644, 0100755, 0120777, 0040755, 0010644, 0020644, 0104755, 0177777, 0140644, 0120777, 0100000
    };

    private final ByteBuffer entries = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer directory = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final Tape tape;

    private ZipRecipe(Tape tape) {
        this.tape = tape;
    }

    static byte[] bake(byte[] bytes) {
        return new ZipRecipe(new Tape(bytes)).bake();
    }

    private byte[] bake() {
        int lie = tape.below(4) == 1 ? tape.below(256) * 256 + tape.below(256) : -1;
        long lied = lie < 0 ? 0 : tape.number();
        entries.put(tape.content()); // before the zip
        int prefix = tape.flag() ? entries.position() : 0;
        int count = 0;
        while (count < MAX_ENTRIES && !tape.isAtEnd()) {
            entry(prefix);
            count++;
        }
        int start = entries.position();
        entries.put(directory.array(), 0, directory.position());
        if (tape.below(4) == 1) {
            zip64End(count, start - prefix);
        }
        entries.putInt(0x06054b50).putInt(0).putShort((short) count).putShort((short) count);
        entries.putInt(directory.position()).putInt(start - prefix).putShort((short) 0);
        byte[] zip = new byte[entries.position()];
        entries.get(0, zip);
        if (lie >= 0) {
            // Rather in what describes than in what is described.
            int at = lie % 2 == 0 ? lie % zip.length : Math.max(0, zip.length - 1 - lie % (directory.position() + 76));
            zip[at] ^= (byte) (lied == 0 ? 1 : lied);
        }
        return zip;
    }

    private void zip64End(int count, long start) {
        long at = entries.position();
        entries.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        entries.putLong(count).putLong(count).putLong(directory.position()).putLong(start);
        entries.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
    }

    private void entry(int prefix) {
        byte[] name = tape.path().getBytes(StandardCharsets.UTF_8);
        int mode = MODES[tape.below(MODES.length)];
        byte[] content = (mode & 0170000) == 0120000 ? tape.path().getBytes(StandardCharsets.UTF_8) : tape.content();
        if ((mode & 0170000) == 0040000 || (name.length > 0 && name[name.length - 1] == '/')) {
            content = new byte[0];
        }
        int method = tape.flag() ? 8 : 0;
        byte[] data = method == 8 ? deflated(content) : content;
        boolean descriptor = tape.below(4) == 1;
        boolean zip64 = tape.below(4) == 1;
        byte[] extra = extra(name, zip64, content.length, data.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        int flags = (tape.flag() ? 0x800 : 0) | (descriptor ? 8 : 0);
        int offset = entries.position() - prefix;
        if (offset + data.length + 2 * name.length + 400 > entries.capacity() - directory.position() - 200) {
            return;
        }
        entries.putInt(0x04034b50).putShort((short) 45).putShort((short) flags).putShort((short) method);
        entries.putInt(0x5a8b6a4f);
        numbers(entries, descriptor ? 0 : (int) crc.getValue(), zip64, descriptor ? 0 : data.length, content.length);
        entries.putShort((short) name.length)
                .putShort((short) extra.length)
                .put(name)
                .put(extra)
                .put(data);
        if (descriptor) {
            if (tape.flag()) {
                entries.putInt(0x08074b50);
            }
            entries.putInt((int) crc.getValue());
            if (zip64) {
                entries.putLong(data.length).putLong(content.length);
            } else {
                entries.putInt(data.length).putInt(content.length);
            }
        }
        directory
                .putInt(0x02014b50)
                .put((byte) 45)
                .put((byte) (tape.below(4) == 1 ? 0 : 3))
                .putShort((short) 45);
        directory.putShort((short) flags).putShort((short) method).putInt(0x5a8b6a4f);
        numbers(directory, (int) crc.getValue(), zip64, data.length, content.length);
        directory
                .putShort((short) name.length)
                .putShort((short) extra.length)
                .putShort((short) 0)
                .putShort((short) 0);
        directory
                .putShort((short) 0)
                .putInt(mode << 16)
                .putInt(offset)
                .put(name)
                .put(extra);
    }

    private static void numbers(ByteBuffer header, int crc, boolean zip64, int compressed, int size) {
        header.putInt(crc).putInt(zip64 ? -1 : compressed).putInt(zip64 ? -1 : size);
    }

    private byte[] extra(byte[] name, boolean zip64, long size, long compressed) {
        ByteBuffer extra = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        if (zip64) {
            extra.putShort((short) 1).putShort((short) 16).putLong(size).putLong(compressed);
        }
        switch (tape.below(8)) {
            case 1 ->
                extra.putShort((short) 0x5455).putShort((short) 5).put((byte) 1).putInt((int) tape.number());
            case 2 -> {
                extra.putShort((short) 0x000a)
                        .putShort((short) 32)
                        .putInt(0)
                        .putShort((short) 1)
                        .putShort((short) 24);
                extra.putLong(tape.number()).putLong(0).putLong(0);
            }
            case 3 -> {
                CRC32 crc = new CRC32();
                crc.update(name);
                byte[] other = tape.path().getBytes(StandardCharsets.UTF_8);
                if (other.length < 900) {
                    extra.putShort((short) 0x7075).putShort((short) (5 + other.length));
                    extra.put((byte) 1).putInt((int) crc.getValue()).put(other);
                }
            }
            case 4 -> extra.putShort((short) tape.number()).putShort((short) tape.number());
            default -> {}
        }
        byte[] bytes = new byte[extra.position()];
        extra.get(0, bytes);
        return bytes;
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
