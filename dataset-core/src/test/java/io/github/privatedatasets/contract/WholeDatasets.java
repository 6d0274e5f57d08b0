// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads datasets of any source to their end, so that a contract can compare what they hold. */
final class WholeDatasets {
    private WholeDatasets() {}

    static RemoteObject only(RemoteDataset dataset) throws Exception {
        List<RemoteObject> objects = list(dataset);
        assertThat(objects).hasSize(1);
        return objects.get(0);
    }

    static List<RemoteObject> list(RemoteDataset dataset) throws Exception {
        List<RemoteObject> objects = new ArrayList<>();
        try (RemoteListing listing = dataset.list()) {
            @Nullable RemoteObject object = listing.next();
            while (object != null) {
                objects.add(object);
                object = listing.next();
            }
        }
        return objects;
    }

    static List<String> paths(RemoteDataset dataset) throws Exception {
        return list(dataset).stream().map(RemoteObject::path).toList();
    }

    static List<String> readAll(RemoteDataset dataset) throws Exception {
        List<String> read = new ArrayList<>();
        for (RemoteObject object : list(dataset)) {
            read.add(object.path() + "=" + read(dataset, object));
        }
        return read;
    }

    static String read(RemoteDataset dataset, RemoteObject object) throws Exception {
        return read(dataset, object, 0, object.sizeBytes());
    }

    static String read(RemoteDataset dataset, RemoteObject object, long offset, long length) throws Exception {
        return new String(readBytes(dataset, object, offset, length), StandardCharsets.UTF_8);
    }

    static byte[] readBytes(RemoteDataset dataset, RemoteObject object, long offset, long length) throws Exception {
        try (RemoteContent content = dataset.open(object, offset, length)) {
            return content.stream().readAllBytes();
        }
    }

    static String digest(Checksum.Algorithm algorithm, byte[] content) throws Exception {
        return switch (algorithm) {
            case MD5 -> hex("MD5", content);
            case SHA1 -> hex("SHA-1", content);
            case SHA256 -> hex("SHA-256", content);
            case CRC32 -> {
                CRC32 crc = new CRC32();
                crc.update(content);
                yield "%08x".formatted(crc.getValue());
            }
            case CRC64NVME -> throw new AssertionError("no store of these tests keeps a CRC-64");
            case CRC32C -> {
                CRC32C crc = new CRC32C();
                crc.update(content);
                yield "%08x".formatted(crc.getValue());
            }
        };
    }

    static String hex(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
