// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.util.List;

/** Status line and headers of an answer, read strictly (RFC 9112). */
final class AnswerHead {
    private static final int LONGEST = 64 << 10;
    private static final int MOST_INTERIM_ANSWERS = 8;

    private final int minorVersion;
    private final int status;
    private final HttpHeaders headers;

    private AnswerHead(String text) throws MalformedAnswerException {
        // HTTP/1.1 200 OK
        boolean whole = text.length() > 12
                && text.startsWith("HTTP/1.")
                && isDigit(text, 7)
                && text.charAt(8) == ' '
                && isDigit(text, 9)
                && isDigit(text, 10)
                && isDigit(text, 11)
                && " \r\n".indexOf(text.charAt(12)) >= 0;
        if (!whole) {
            throw new MalformedAnswerException("it begins with none of its status lines");
        }
        minorVersion = text.charAt(7) - '0';
        status = Integer.parseInt(text, 9, 12, 10);
        headers = new HttpHeaders(text, text.indexOf('\n') + 1);
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    /** Reads the next answer, and past those that only say that it will come. */
    static AnswerHead read(ByteSource in) throws IOException {
        for (int i = 0; i <= MOST_INTERIM_ANSWERS; i++) {
            AnswerHead head = new AnswerHead(in.lines(LONGEST));
            if (head.status == 101) {
                throw new MalformedAnswerException("it changes to a protocol that was not asked for");
            }
            if (head.status >= 200) {
                return head;
            }
        }
        throw new MalformedAnswerException("only answers that say that it will come");
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
