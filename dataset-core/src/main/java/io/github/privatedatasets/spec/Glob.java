// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;

/** One pattern over paths, as {@link PathFilter} describes it. */
final class Glob {
    private static final int MAX_LENGTH = 1024;
    private static final String ANY_SEGMENTS = "**";

    private final List<String> segments;

    private Glob(List<String> segments) {
        this.segments = segments;
    }

    static Glob parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !PlainText.isPlain(text)) {
            throw invalid(text, "is empty, longer than " + MAX_LENGTH + " characters, or holds a control character");
        }
        if (text.startsWith("/") || text.endsWith("/")) {
            throw invalid(text, "starts or ends with a slash: write it relative to the folder, such as train/**");
        }
        // They mean alternatives, sets and escapes elsewhere: taken as themselves they would silently match nothing.
        if (text.chars().anyMatch(c -> "[]{}\\".indexOf(c) >= 0)) {
            throw invalid(
                    text, "holds one of [ ] { } \\: write one glob for each alternative, and ? for such a character");
        }
        List<String> segments = segments(text);
        if (segments.stream().anyMatch(s -> s.contains(ANY_SEGMENTS) && !s.equals(ANY_SEGMENTS))) {
            throw invalid(text, "holds ** beside other text: write it as a segment of its own, such as **/*.jpg");
        }
        return new Glob(segments);
    }

    /** Returns the parts of a path; a trailing slash, as a folder marker has it, starts no further one. */
    static List<String> segments(String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(bare.split("/", -1));
    }

    private static InvalidSpecException invalid(String text, String problem) {
        return new InvalidSpecException("glob " + PlainText.quoted(text) + " " + problem);
    }

    // Greedy, going back to the last wildcard only: what an earlier one would take as well, the last one can take.
    boolean matches(List<String> path) {
        int p = 0;
        int g = 0;
        int retryPath = 0;
        int retryGlob = -1;
        while (p < path.size()) {
            if (g < segments.size() && segments.get(g).equals(ANY_SEGMENTS)) {
                retryGlob = ++g;
                retryPath = p;
            } else if (g < segments.size() && matchesSegment(segments.get(g), path.get(p))) {
                g++;
                p++;
            } else if (retryGlob >= 0) {
                g = retryGlob;
                p = ++retryPath;
            } else {
                return false;
            }
        }
        while (g < segments.size() && segments.get(g).equals(ANY_SEGMENTS)) {
            g++;
        }
        return g == segments.size();
    }

    private static boolean matchesSegment(String glob, String text) {
        int t = 0;
        int g = 0;
        int retryText = 0;
        int retryGlob = -1;
        while (t < text.length()) {
            char c = g < glob.length() ? glob.charAt(g) : '/'; // no segment holds a slash
            if (c == '*') {
                retryGlob = ++g;
                retryText = t;
            } else if (c == '?') {
                g++;
                t = text.offsetByCodePoints(t, 1);
            } else if (c == text.charAt(t)) {
                g++;
                t++;
            } else if (retryGlob >= 0) {
                g = retryGlob;
                retryText = text.offsetByCodePoints(retryText, 1);
                t = retryText;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
