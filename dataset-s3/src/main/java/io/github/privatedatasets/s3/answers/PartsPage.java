// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import io.github.privatedatasets.s3.answers.XmlReader.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One answer to {@code GetObjectAttributes} about the parts of an object.
 *
 * @param etag the object's, without quotes
 * @param sizes how long the parts are, in order
 * @param truncated whether there are more
 */
public record PartsPage(String etag, List<Long> sizes, boolean truncated) {
    // A thousand parts, each with its checksums.
    private static final int MOST_CHARACTERS = 4 << 20;

    /** S3's own name, and the one in its manual, which other stores write. */
    private static final Set<String> ROOTS = Set.of("GetObjectAttributesResponse", "GetObjectAttributesOutput");

    /** Reads a page of the parts behind this one; empty where it is no such page, or does not go on there. */
    public static Optional<PartsPage> read(InputStream in, int behind) throws IOException {
        String etag = "";
        boolean truncated = false;
        List<Long> sizes = new ArrayList<>();
        try {
            XmlReader xml = new XmlReader(in, MOST_CHARACTERS);
            if (xml.next() != Tag.START || !ROOTS.contains(xml.name())) {
                return Optional.empty();
            }
            long number = 0;
            long size = -1;
            for (Tag tag = xml.next(); xml.depth() > 0; tag = xml.next()) {
                if (tag == Tag.START) {
                    continue;
                }
                switch (xml.depth() + xml.name()) {
                    case "1ETag" -> etag = xml.text().strip().replace("\"", "");
                    case "2IsTruncated" -> truncated = xml.text().strip().equals("true");
                    case "3PartNumber" -> number = Long.parseLong(xml.text().strip());
                    case "3Size" -> size = Long.parseLong(xml.text().strip());
                    case "2Part" -> {
                        if (number != behind + sizes.size() + 1L || size < 0) {
                            return Optional.empty();
                        }
                        sizes.add(size);
                        size = -1;
                    }
                    default -> {}
                }
            }
        } catch (NumberFormatException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Optional.empty();
        }
        return sizes.isEmpty() ? Optional.empty() : Optional.of(new PartsPage(etag, sizes, truncated));
    }
}
