package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.util.List;

/** Status line and headers of an answer, read strictly (RFC 9112). */
final class AnswerHead {
    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_HEADERS = 200;
    private static final int MOST_INTERIM_ANSWERS = 8;

    private final int minorVersion;
    private final int status;
    private final HttpHeaders headers = new HttpHeaders();

    private AnswerHead(String statusLine) throws MalformedAnswerException {
        // HTTP/1.1 200 OK
        boolean whole = statusLine.length() >= 12
                && statusLine.startsWith("HTTP/1.")
                && isDigit(statusLine, 7)
                && statusLine.charAt(8) == ' '
                && isDigit(statusLine, 9)
                && isDigit(statusLine, 10)
                && isDigit(statusLine, 11)
                && (statusLine.length() == 12 || statusLine.charAt(12) == ' ');
        if (!whole) {
            throw new MalformedAnswerException("it begins with none of its status lines");
        }
        minorVersion = statusLine.charAt(7) - '0';
        status = Integer.parseInt(statusLine, 9, 12, 10);
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    /** Reads the next answer, and past those that only say that it will come. */
    static AnswerHead read(ByteSource in) throws IOException {
        for (int i = 0; i <= MOST_INTERIM_ANSWERS; i++) {
            AnswerHead head = new AnswerHead(in.line(LONGEST_LINE));
            head.readHeaders(in);
            if (head.status == 101) {
                throw new MalformedAnswerException("it changes to a protocol that was not asked for");
            }
            if (head.status >= 200) {
                return head;
            }
        }
        throw new MalformedAnswerException("only answers that say that it will come");
    }

    private void readHeaders(ByteSource in) throws IOException {
        for (String line = in.line(LONGEST_LINE); !line.isEmpty(); line = in.line(LONGEST_LINE)) {
            if (headers.size() == MOST_HEADERS) {
                throw new MalformedAnswerException("it has more than " + MOST_HEADERS + " headers");
            }
            int colon = line.indexOf(':');
            // A line that begins with a blank would go on with the one before (obs-fold), to some readers.
            if (colon < 1 || !isToken(line, colon)) {
                throw new MalformedAnswerException("a header has no name");
            }
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    private static boolean isToken(String line, int end) {
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** Tells whether another request may follow on the connection. */
    boolean keepsConnection() {
        boolean close = minorVersion == 0;
        for (String value : headers.all("Connection")) {
            for (String option : value.split(",", -1)) {
                if (option.strip().equalsIgnoreCase("close")) {
                    return false;
                }
                close &= !option.strip().equalsIgnoreCase("keep-alive");
            }
        }
        return !close;
    }

    /** Tells whether the body comes in chunks, which is the only coding that anybody may use unasked. */
    boolean isChunked() throws MalformedAnswerException {
        List<String> codings = headers.all("Transfer-Encoding");
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked") || minorVersion == 0) {
            throw new MalformedAnswerException("its transfer encoding is not chunked alone");
        }
        if (!headers.all("Content-Length").isEmpty()) {
            throw new MalformedAnswerException("it has a length and comes in chunks too");
        }
        return true;
    }

    /** Returns the length of the body; -1 where it is not told. */
    long contentLength() throws MalformedAnswerException {
        List<String> lengths = headers.all("Content-Length");
        if (lengths.isEmpty()) {
            return -1;
        }
        String length = lengths.get(0);
        for (String other : lengths) {
            if (!other.equals(length)) {
                throw new MalformedAnswerException("it has two lengths");
            }
        }
        if (length.isEmpty() || length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedAnswerException("its length is no number");
        }
        return Long.parseLong(length);
    }
}
