// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.privatedatasets.s3.answers.XmlReader.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One answer to {@code ListObjectsV2}.
 *
 * @param entries the objects, in the store's order
 * @param truncated whether there are more
 * @param nextToken what stands for the next page
 */
public record ListingPage(List<Entry> entries, boolean truncated, Optional<String> nextToken) {
    // A thousand keys of 1024 bytes, of which each may be written as three characters, and what goes with them.
    private static final long MOST_CHARACTERS = 16 << 20;

    /**
     * An object as a listing tells of it.
     *
     * @param etag as it was written, in quotes or not
     */
    public record Entry(String key, OptionalLong sizeBytes, Optional<String> etag, Instant lastModified) {}

    /**
     * Reads a page; its stream is not read past the end of the document.
     *
     * @throws IOException if it is none, which its message tells without the page's text
     */
    public static ListingPage read(InputStream in) throws IOException {
        XmlReader xml = new XmlReader(in, MOST_CHARACTERS);
        if (xml.next() != Tag.START || !xml.name().equals("ListBucketResult")) {
            throw new ProtocolException("the listing is no ListBucketResult");
        }
        List<Entry> entries = new ArrayList<>();
        Optional<Boolean> truncated = Optional.empty();
        boolean encoded = false;
        Optional<String> nextToken = Optional.empty();
        for (Tag tag = xml.next(); xml.depth() > 0; tag = xml.next()) {
            if (tag == Tag.START && xml.depth() == 2 && xml.name().equals("Contents")) {
                entries.add(entry(xml));
            } else if (tag == Tag.END && xml.depth() == 1) {
                switch (xml.name()) {
                    case "IsTruncated" ->
                        truncated = Optional.of(truth(xml.text().strip()));
                    case "EncodingType" -> encoded = xml.text().strip().equals("url");
                    case "NextContinuationToken" -> nextToken = Optional.of(xml.text());
                    default -> {}
                }
            }
        }
        if (encoded) {
            entries.replaceAll(ListingPage::decoded);
        }
        nextToken = nextToken.filter(token -> !token.isEmpty());
        return new ListingPage(entries, truncated.orElse(nextToken.isPresent()), nextToken);
    }

    /** What is not understood is no end: objects would be missing, and nobody would know. */
    private static boolean truth(String text) throws IOException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0", "" -> false;
            default -> throw new ProtocolException("the listing does not say whether there is more");
        };
    }

    private static Entry entry(XmlReader xml) throws IOException {
        String key = "";
        OptionalLong size = OptionalLong.empty();
        Optional<String> etag = Optional.empty();
        Instant lastModified = Instant.EPOCH;
        for (Tag tag = xml.next(); xml.depth() > 1; tag = xml.next()) {
            if (tag == Tag.END && xml.depth() == 2) {
                switch (xml.name()) {
                    case "Key" -> key = xml.text();
                    case "Size" -> size = size(xml.text().strip());
                    case "ETag" -> etag = Optional.of(xml.text());
                    case "LastModified" -> lastModified = instant(xml.text().strip());
                    default -> {}
                }
            }
        }
        return new Entry(key, size, etag, lastModified);
    }

    private static OptionalLong size(String text) throws IOException {
        // Long.parseLong also takes a sign.
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ProtocolException("a size in the listing is no number");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private static Instant instant(String text) {
        try {
            return Timestamps.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static Entry decoded(Entry entry) {
        String key = entry.key();
        return key.indexOf('%') < 0 && key.indexOf('+') < 0
                ? entry
                : new Entry(URLDecoder.decode(key, UTF_8), entry.sizeBytes(), entry.etag(), entry.lastModified());
    }
}
