// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The headers of an answer, in their order; names in any case. They are cut out of the text they came in when they are asked for, since
 * most never are.
 */
final class HttpHeaders {
    private static final int MOST = 200;

    private final String text;
    /** Of each header: where its name begins, where its colon is, and where its line ends. */
    private int[] marks = new int[3 * 20];

    private int count;

    /** Takes the lines from {@code begin} on, of which the last is empty. */
    HttpHeaders(String text, int begin) throws MalformedAnswerException {
        this.text = text;
        for (int at = begin; ; ) {
            int next = text.indexOf('\n', at) + 1;
            int end = next >= 2 && next - 2 >= at && text.charAt(next - 2) == '\r' ? next - 2 : next - 1;
            if (end == at) {
                return;
            }
            add(at, end);
            at = next;
        }
    }

    private void add(int begin, int end) throws MalformedAnswerException {
        int colon = text.indexOf(':', begin);
        // A line that begins with a blank would go on with the one before (obs-fold), to some readers.
        if (colon <= begin || colon >= end || !isToken(begin, colon)) {
            throw new MalformedAnswerException("a header has no name");
        }
        if (count == MOST) {
            throw new MalformedAnswerException("it has more than " + MOST + " headers");
        }
        if (3 * count == marks.length) {
            marks = Arrays.copyOf(marks, 2 * marks.length);
        }
        marks[3 * count] = begin;
        marks[3 * count + 1] = colon;
        marks[3 * count + 2] = end;
        count++;
    }

    private boolean isToken(int begin, int end) {
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    Optional<String> first(String name) {
        int found = next(name, 0);
        return found < count ? Optional.of(value(found)) : Optional.empty();
    }

    List<String> all(String name) {
        int found = next(name, 0);
        if (found == count) {
            return List.of();
        }
        List<String> values = new ArrayList<>(1);
        for (int i = found; i < count; i = next(name, i + 1)) {
            values.add(value(i));
        }
        return values;
    }

    private int next(String name, int from) {
        for (int i = from; i < count; i++) {
            int begin = marks[3 * i];
            if (marks[3 * i + 1] - begin == name.length() && text.regionMatches(true, begin, name, 0, name.length())) {
                return i;
            }
        }
        return count;
    }

    private String value(int header) {
        return text.substring(marks[3 * header + 1] + 1, marks[3 * header + 2]).strip();
    }
}
