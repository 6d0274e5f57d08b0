// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pin as text: a line each for format, URI, globs and objects, and a last one that says how many objects there are and what the digest of the
 * lines before is, so that a part of a pin is no pin, nor one that was changed. Blanks, {@code %} and what is no printable ASCII are written {@code %XX}.
 */
final class PinText {
    private static final String HEAD = "private-datasets pin 1";
    private static final String NO_VERSION = "-";

    private final Iterator<String> lines;
    private final MessageDigest read = sha256();
    private String before = "";
    private int number;

    private PinText(Iterator<String> lines) {
        this.lines = lines;
    }

    static Stream<String> lines(DatasetPin pin) {
        List<String> head = new ArrayList<>();
        head.add(HEAD);
        head.add((pin.isFolder() ? "folder " : "object ") + encoded(pin.uri().toString()));
        pin.include().forEach(glob -> head.add("include " + encoded(glob)));
        pin.exclude().forEach(glob -> head.add("exclude " + encoded(glob)));
        MessageDigest written = sha256();
        return Stream.concat(
                Stream.concat(head.stream(), pin.objects().stream().map(PinText::line))
                        .peek(line -> add(line, written)),
                // Made when it is taken, which is after all others.
                Stream.of(pin.objects().size()).map(count -> total(count, written)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    private static void add(String line, MessageDigest digest) {
        digest.update((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    private static String total(int objects, MessageDigest before) {
        return "total " + objects + " sha256:" + HexFormat.of().formatHex(before.digest());
    }

    private static String line(PinnedObject object) {
        // A version that is called "-" is written as its code, which no absent one is.
        String version = object.versionId()
                .map(id -> id.equals(NO_VERSION) ? "%2D" : encoded(id))
                .orElse(NO_VERSION);
        return String.join(
                " ",
                "o",
                Long.toString(object.sizeBytes()),
                encoded(object.etag().value()),
                version,
                object.lastModified().toString(),
                encoded(object.path()));
    }

    static DatasetPin parse(Iterator<String> lines) {
        PinText text = new PinText(lines);
        try {
            return text.read();
        } catch (InvalidSpecException e) {
            throw e.at(text.number, 1);
        }
    }

    private DatasetPin read() {
        String head = next();
        if (!head.equals(HEAD)) {
            throw new InvalidSpecException("it is " + PlainText.quoted(head) + ", not \"" + HEAD
                    + "\": this is no pin, or one of another version of private-datasets");
        }
        String[] what = fields(next(), 2);
        if (!what[0].equals("folder") && !what[0].equals("object")) {
            throw new InvalidSpecException("it does not begin with folder or object");
        }
        DatasetUri uri = DatasetUri.parse(decoded(what[1]));
        List<String> include = new ArrayList<>();
        List<String> exclude = new ArrayList<>();
        List<PinnedObject> objects = new ArrayList<>();
        String line = next();
        for (; line.startsWith("include "); line = next()) {
            include.add(glob(line));
        }
        for (; line.startsWith("exclude "); line = next()) {
            exclude.add(glob(line));
        }
        for (; line.startsWith("o "); line = next()) {
            objects.add(object(line));
        }
        boolean folder = what[0].equals("folder");
        if (!folder && (objects.size() != 1 || !include.isEmpty() || !exclude.isEmpty())) {
            throw new InvalidSpecException("the pin of an object has one object, and no globs");
        }
        DatasetPin pin =
                folder ? DatasetPin.ofFolder(uri, include, exclude, objects) : DatasetPin.ofObject(uri, objects.get(0));
        requireTotal(line, pin);
        return pin;
    }

    private void requireTotal(String line, DatasetPin pin) {
        String expected = total(pin.objects().size(), read);
        if (!line.equals(expected)) {
            throw new InvalidSpecException("it is " + PlainText.quoted(line) + ", and the lines before make \""
                    + expected + "\": the pin was changed, take one as it was written");
        }
        if (lines.hasNext()) {
            number++;
            throw new InvalidSpecException("there is more after the total");
        }
    }

    private String next() {
        number++;
        if (!lines.hasNext()) {
            throw new InvalidSpecException("the pin ends here, without its total: it is not whole");
        }
        if (number > 1) {
            add(before, read);
        }
        before = lines.next();
        return before;
    }

    private static String glob(String line) {
        String glob = decoded(fields(line, 2)[1]);
        PathFilter.requireGlob(glob);
        return glob;
    }

    private static PinnedObject object(String line) {
        String[] fields = fields(line, 6);
        return new PinnedObject(
                decoded(fields[5]),
                size(fields[1]),
                new Etag(decoded(fields[2])),
                fields[3].equals(NO_VERSION) ? Optional.empty() : Optional.of(decoded(fields[3])),
                time(fields[4]));
    }

    private static long size(String text) {
        // The digits of a long; Long.parseLong also takes a sign.
        if (!text.matches("[0-9]{1,18}")) {
            throw new InvalidSpecException("size " + PlainText.quoted(text) + " is none");
        }
        return Long.parseLong(text);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidSpecException("time " + PlainText.quoted(text) + " is none");
        }
    }

    private static String[] fields(String line, int count) {
        String[] fields = line.split(" ", -1);
        if (fields.length != count || List.of(fields).contains("")) {
            throw new InvalidSpecException(
                    "it has " + fields.length + " fields, parted by one blank each, where there are " + count);
        }
        return fields;
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static String decoded(String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new InvalidSpecException("it holds what is no printable ASCII: " + PlainText.quoted(text));
            }
            if (c != '%') {
                bytes[length++] = (byte) c;
                continue;
            }
            if (i + 2 >= text.length()
                    || !HexFormat.isHexDigit(text.charAt(i + 1))
                    || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                throw new InvalidSpecException(
                        "a % is not followed by two hexadecimal digits: " + PlainText.quoted(text));
            }
            bytes[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidSpecException("it is no UTF-8: " + PlainText.quoted(text));
        }
    }
}
