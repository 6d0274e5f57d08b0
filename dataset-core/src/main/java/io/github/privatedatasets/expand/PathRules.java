// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a name must be to be written: relative, plain, short enough, and writable by this JVM.
 *
 * <p>Names are not mended: {@code a/./b} and {@code a//b} are refused, since {@code a/b} may be another entry. Only a leading
 * {@code ./} and one {@code /} at the end of a directory's name mean nothing, as in every tar.
 */
final class PathRules {
    static final int MAX_SEGMENT_BYTES = 255;
    /** The longest path Linux takes, without the NUL at its end (PATH_MAX). */
    static final int MAX_PATH_BYTES = 4095;

    private final int maxBytes;
    private final int maxDepth;
    private final Charset fileNames;

    private PathRules(int maxBytes, int maxDepth, Charset fileNames) {
        this.maxBytes = maxBytes;
        this.maxDepth = maxDepth;
        this.fileNames = fileNames;
    }

    /** Returns the rules for a tree below this directory, whose own path takes part of the longest path there can be. */
    static PathRules below(Path root, int maxDepth) {
        int own = root.toString().getBytes(StandardCharsets.UTF_8).length + 1;
        return new PathRules(
                MAX_PATH_BYTES - own, maxDepth, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    }

    /** As {@link #below}, with another encoding of file names than this JVM's. */
    static PathRules of(int maxBytes, int maxDepth, Charset fileNames) {
        return new PathRules(maxBytes, maxDepth, fileNames);
    }

    /** Returns a directory's path; empty for the root itself. */
    String directory(String raw) throws RefusedEntryException {
        if (raw.equals(".")) {
            return "";
        }
        String path = withoutLeadingDots(raw);
        return path.isEmpty() ? "" : checked(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** Returns the path of a file or link. */
    String file(String raw) throws RefusedEntryException {
        String path = withoutLeadingDots(raw);
        if (path.isEmpty() || path.equals(".")) {
            throw new RefusedEntryException("is the root of the tree, not a file in it");
        }
        if (path.endsWith("/")) {
            throw new RefusedEntryException("ends in / but is not a directory");
        }
        return checked(path);
    }

    /** Returns the path a hard link leads to. */
    String hardLinkTarget(String raw) throws RefusedEntryException {
        try {
            return file(raw);
        } catch (RefusedEntryException e) {
            throw new RefusedEntryException("is a hard link to " + raw + ", which " + e.reason());
        }
    }

    /** Checks a symbolic link's text; where it leads is another question. */
    void target(String target) throws RefusedEntryException {
        if (target.isEmpty()) {
            throw new RefusedEntryException("is a link to nothing");
        }
        if (target.startsWith("/")) {
            throw new RefusedEntryException("is a link to the absolute path " + target);
        }
        checkCharacters(target, "its target ");
        if (target.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new RefusedEntryException("its target is longer than " + MAX_PATH_BYTES + " bytes");
        }
    }

    private static String withoutLeadingDots(String raw) {
        int from = 0;
        while (raw.startsWith("./", from)) {
            from += 2;
        }
        return raw.substring(from);
    }

    private String checked(String path) throws RefusedEntryException {
        if (path.startsWith("/")) {
            throw new RefusedEntryException("is an absolute path");
        }
        checkCharacters(path, "its name ");
        int bytes = 0;
        int depth = 0;
        for (int from = 0; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            bytes += checkSegment(path.substring(from, to)) + 1;
            depth++;
            from = to + 1;
        }
        if (depth > maxDepth) {
            throw new RefusedEntryException(
                    "lies " + depth + " levels deep, the limit is " + maxDepth + " (TreeLimits.maxDepth)");
        }
        if (bytes - 1 > maxBytes) {
            throw new RefusedEntryException(
                    "its path is " + (bytes - 1) + " bytes long, at most " + maxBytes + " can be written here");
        }
        return path;
    }

    private static int checkSegment(String segment) throws RefusedEntryException {
        switch (segment) {
            case "" -> throw new RefusedEntryException("has an empty name between two /");
            case "." -> throw new RefusedEntryException("has a . segment");
            case ".." -> throw new RefusedEntryException("leads outside by ..");
            default -> {
                int bytes = segment.getBytes(StandardCharsets.UTF_8).length;
                if (bytes > MAX_SEGMENT_BYTES) {
                    throw new RefusedEntryException("a name in it is " + bytes + " bytes long, at most "
                            + MAX_SEGMENT_BYTES + " can be written");
                }
                return bytes;
            }
        }
    }

    private void checkCharacters(String text, String what) throws RefusedEntryException {
        // A drive letter or a backslash is a plain name here, and the way out of the tree for whoever shares it by
        // another system.
        if (text.length() >= 2 && text.charAt(1) == ':' && isAsciiLetter(text.charAt(0))) {
            throw new RefusedEntryException(what + "starts with a drive letter");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                throw new RefusedEntryException(what + "holds a backslash");
            }
            if (Character.isISOControl(c)) {
                throw new RefusedEntryException(what + "holds a control character");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new RefusedEntryException(what + "is not valid Unicode");
            }
        }
        // Files made under LC_ALL=C would be named "???"; JDK 18's default charset changed nothing about file names.
        if (!fileNames.equals(StandardCharsets.UTF_8)
                && !new String(text.getBytes(fileNames), fileNames).equals(text)) {
            throw new RefusedEntryException(what + "cannot be written with this JVM's encoding of file names, "
                    + fileNames + ": start it with LC_ALL=C.UTF-8");
        }
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
