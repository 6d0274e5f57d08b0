// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objects on disk, and the answers to listings of their folders, made beforehand so that serving them costs nothing.
 *
 * @param directory where both lie
 */
record Bucket(Path directory) {
    static final String NAME = "bench";
    private static final int KEYS_PER_PAGE = 1_000;

    /** Returns where the objects lie, each in a file named as its key. */
    Path objects() {
        return directory.resolve("objects");
    }

    /** Returns where the answers to listings lie, each in a file named {@link #page}. */
    Path listings() {
        return directory.resolve("listings");
    }

    /** Returns the name of the listing of a folder, given without its slash, from this continuation token on. */
    static String page(String folder, String token) {
        return folder + "." + token + ".xml";
    }

    /** Makes what the row needs unless it is there already, and returns what must come out again. */
    Tree prepare(Row row, double scale) throws IOException, InterruptedException {
        Path expected = directory.resolve(row.name() + ".tree");
        if (Files.exists(expected)) {
            return Tree.load(expected);
        }
        Files.createDirectories(objects());
        Files.createDirectories(listings());
        Path place = objects().resolve(row.key());
        Tree tree = row.packaging().write(row.data().files(scale * row.factor()).toList(), place);
        if (row.packaging() == Packaging.FOLDER) {
            writeListings(row.name(), place);
        }
        tree.save(expected); // Last: whoever finds it finds the objects whole.
        return tree;
    }

    /** Returns the etag that nginx gives this file, which is that of our own server too. */
    static String etagOf(Path file) throws IOException {
        long seconds = Files.getLastModifiedTime(file).toInstant().getEpochSecond();
        return '"' + Long.toHexString(seconds) + '-' + Long.toHexString(Files.size(file)) + '"';
    }

    private void writeListings(String folder, Path place) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(place)) {
            files = paths.filter(Files::isRegularFile).sorted().toList();
        }
        for (int from = 0; from < files.size(); from += KEYS_PER_PAGE) {
            int to = Math.min(files.size(), from + KEYS_PER_PAGE);
            StringBuilder xml = new StringBuilder();
            xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
            xml.append("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
            element(xml, "Name", NAME);
            element(xml, "Prefix", folder + "/");
            element(xml, "KeyCount", to - from);
            element(xml, "MaxKeys", KEYS_PER_PAGE);
            element(xml, "IsTruncated", to < files.size());
            if (to < files.size()) {
                element(xml, "NextContinuationToken", to);
            }
            for (Path file : files.subList(from, to)) {
                xml.append("<Contents>");
                element(xml, "Key", objects().relativize(file));
                Instant modified = Files.getLastModifiedTime(file).toInstant();
                element(xml, "LastModified", modified.truncatedTo(ChronoUnit.SECONDS));
                element(xml, "ETag", etagOf(file).replace("\"", "&quot;"));
                element(xml, "Size", Files.size(file));
                element(xml, "StorageClass", "STANDARD");
                xml.append("</Contents>");
            }
            xml.append("</ListBucketResult>");
            Files.writeString(listings().resolve(page(folder, Integer.toString(from))), xml);
        }
    }

    private static void element(StringBuilder xml, String name, Object value) {
        xml.append('<')
                .append(name)
                .append('>')
                .append(value)
                .append("</")
                .append(name)
                .append('>');
    }
}
