// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML that S3 stores answer with: elements and their text. A document type is refused, and with it every entity but the
 * five that XML has by itself; attributes, comments and processing instructions are passed over.
 *
 * <p>The JDK's readers take 60 ms to start and as long for a first page of a listing, and need to be told not to fetch what a
 * document names.
 */
final class XmlReader {
    private static final int DEEPEST = 32;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_REFERENCE = 8;

    private final Reader in;
    private final char[] buffer = new char[8 << 10];
    private final Deque<String> open = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final char[] tag = new char[LONGEST_NAME];
    private final @Nullable String[] names = new String[64];
    private long charactersLeft;
    private int position;
    private int limit;
    private boolean inEmptyElement;
    private String name = "";

    /** What is read: the beginning or the end of an element. */
    enum Tag {
        START,
        END
    }

    /** Creates a reader of UTF-8 that gives up after so many characters. */
    XmlReader(InputStream in, long mostCharacters) {
        this.in = new InputStreamReader(in, UTF_8.newDecoder());
        charactersLeft = mostCharacters;
    }

    /**
     * Reads on to the next tag.
     *
     * @throws IOException if this is no XML of this kind, or ends before its outermost element does
     */
    Tag next() throws IOException {
        text.setLength(0);
        if (inEmptyElement) {
            inEmptyElement = false;
            return end(open.getFirst());
        }
        while (true) {
            char c = read();
            if (c == '&') {
                text.appendCodePoint(reference());
            } else if (c != '<') {
                text.append(c);
            } else {
                c = read();
                if (c == '/') {
                    String ended = tagName(read());
                    skipAttributes();
                    return end(ended);
                } else if (c == '?') {
                    upTo("?>");
                } else if (c == '!') {
                    commentOrCharacters();
                } else {
                    return start(c);
                }
            }
        }
    }

    /** Returns the name of the last tag, without its prefix. */
    String name() {
        return name;
    }

    /** Returns the text before the last tag; the element's own where its end follows its beginning. */
    String text() {
        return text.toString();
    }

    /** Returns how many elements are open. */
    int depth() {
        return open.size();
    }

    private Tag start(char first) throws IOException {
        String whole = tagName(first);
        if (open.size() == DEEPEST) {
            throw new ProtocolException("the elements of its XML lie too deep in each other");
        }
        open.push(whole);
        inEmptyElement = skipAttributes();
        name = withoutPrefix(whole);
        return Tag.START;
    }

    private Tag end(String whole) throws IOException {
        if (!whole.equals(open.peek())) {
            throw new ProtocolException("its XML ends an element that is not open");
        }
        open.pop();
        name = withoutPrefix(whole);
        return Tag.END;
    }

    /** Reads a tag's name; what ends it is read again. */
    private String tagName(char first) throws IOException {
        int length = 0;
        for (char c = first; "> \t\r\n/".indexOf(c) < 0; c = read()) {
            if ("<&\"'=".indexOf(c) >= 0 || length == tag.length) {
                throw new ProtocolException("a tag of its XML has no name");
            }
            tag[length++] = c;
        }
        if (length == 0) {
            throw new ProtocolException("a tag of its XML has no name");
        }
        position--;
        return known(length);
    }

    /** Returns the name just read: a listing has six of them, six thousand times. */
    private String known(int length) {
        int slot = (tag[0] * 31 + tag[length - 1] + length) & (names.length - 1);
        String before = names[slot];
        if (before != null && before.length() == length) {
            int same = 0;
            while (same < length && before.charAt(same) == tag[same]) {
                same++;
            }
            if (same == length) {
                return before;
            }
        }
        String name = new String(tag, 0, length);
        names[slot] = name;
        return name;
    }

    /** Reads to the end of a tag; tells whether it is that of an empty element. */
    private boolean skipAttributes() throws IOException {
        boolean slash = false;
        for (char c = read(); c != '>'; c = read()) {
            slash = c == '/';
            if (c == '"' || c == '\'') {
                upTo(String.valueOf(c));
            } else if (c == '<') {
                throw new ProtocolException("a tag of its XML does not end");
            }
        }
        return slash;
    }

    private void commentOrCharacters() throws IOException {
        if (read() == '-') {
            upTo("-->");
        } else if (upTo("[").equals("CDATA[")) {
            String characters = upTo("]]>");
            text.append(characters, 0, characters.length() - "]]>".length());
        } else {
            throw new ProtocolException("its XML has a document type");
        }
    }

    private String upTo(String end) throws IOException {
        StringBuilder passed = new StringBuilder();
        do {
            passed.append(read());
        } while (passed.indexOf(end, Math.max(0, passed.length() - end.length())) < 0);
        return passed.toString();
    }

    private int reference() throws IOException {
        int length = 0;
        for (char c = read(); c != ';'; c = read()) {
            if (length == LONGEST_REFERENCE) {
                throw new ProtocolException("its XML refers to an entity that S3 does not know");
            }
            tag[length++] = c;
        }
        if (length == 0) {
            throw new ProtocolException("its XML refers to an entity that S3 does not know");
        }
        String reference = known(length);
        return switch (reference) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> character(reference);
        };
    }

    private static int character(String reference) throws IOException {
        try {
            int character = reference.startsWith("#x")
                    ? Integer.parseInt(reference, 2, reference.length(), 16)
                    : reference.startsWith("#") ? Integer.parseInt(reference, 1, reference.length(), 10) : -1;
            if (Character.isValidCodePoint(character) && Character.getType(character) != Character.SURROGATE) {
                return character;
            }
        } catch (NumberFormatException e) {
            // as below
        }
        throw new ProtocolException("its XML refers to an entity that S3 does not know");
    }

    private static String withoutPrefix(String whole) {
        int colon = whole.indexOf(':');
        return colon < 0 ? whole : whole.substring(colon + 1);
    }

    private char read() throws IOException {
        if (position == limit) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new ProtocolException("its XML ends too early");
            }
            position = 0;
            limit = count;
        }
        if (--charactersLeft < 0) {
            throw new ProtocolException("its XML is too long");
        }
        return buffer[position++];
    }
}
