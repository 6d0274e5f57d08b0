// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an extended header (pax) says about the entries behind it: of all its records those that are understood here. */
final class PaxRecords {
    static final PaxRecords NONE = new PaxRecords(Map.of(), List.of());

    /** Where the holes of a file are whose data stands without them. */
    static final String SOLARIS_HOLES = "SUN.holesdata";

    private static final Set<String> KEYS = Set.of(
            "path",
            "linkpath",
            "size",
            "mtime",
            "GNU.sparse.major",
            "GNU.sparse.minor",
            "GNU.sparse.name",
            "GNU.sparse.realsize",
            "GNU.sparse.size",
            "GNU.sparse.map",
            SOLARIS_HOLES);

    private static final String OFFSET = "GNU.sparse.offset";
    private static final String LENGTH = "GNU.sparse.numbytes";

    // 300,000 digits take hours in some readers (CVE-2023-42503); no number that means anything has more than 40.
    private static final int MAX_NUMBER = 40;

    /** Python writes floating point numbers, such as 1e-09. */
    private static final Pattern TIME = Pattern.compile("-?[0-9]{1,18}+(?![0-9])(\\.[0-9]*)?(e[-+]?[0-9]{1,2})?");

    private final Map<String, byte[]> values;
    private final List<Long> sparseNumbers;

    private PaxRecords(Map<String, byte[]> values, List<Long> sparseNumbers) {
        this.values = values;
        this.sparseNumbers = sparseNumbers;
    }

    /** Returns these records and those of an extended header's content, which go before these. */
    PaxRecords and(byte[] header, int maxExtents) throws MalformedTarException {
        Map<String, byte[]> all = new HashMap<>(values);
        List<Long> sparse = new ArrayList<>();
        int at = 0;
        // Zeros behind the last record are padding that some tars count in.
        while (at < header.length && header[at] != 0) {
            int space = at;
            int length = 0;
            while (space < header.length && header[space] >= '0' && header[space] <= '9' && space - at < 9) {
                length = length * 10 + (header[space] - '0');
                space++;
            }
            int end = at + length;
            if (space == at
                    || space >= header.length
                    || header[space] != ' '
                    || end <= space + 1
                    || end > header.length
                    || header[end - 1] != '\n') {
                throw new MalformedTarException("a record of its extended header has a wrong length");
            }
            int equal = space + 1;
            while (equal < end && header[equal] != '=' && header[equal] != 0) {
                equal++;
            }
            if (equal == end || header[equal] == 0) {
                throw new MalformedTarException("a record of its extended header has no value");
            }
            String key = new String(header, space + 1, equal - space - 1, StandardCharsets.ISO_8859_1);
            byte[] value = Arrays.copyOfRange(header, equal + 1, end - 1);
            if (key.equals(OFFSET) || key.equals(LENGTH)) {
                if (key.equals(OFFSET) != (sparse.size() % 2 == 0)) {
                    throw new MalformedTarException("offsets and lengths of a sparse file do not take turns");
                }
                if (sparse.size() / 2 == maxExtents) {
                    throw SparseMap.tooManyPieces(maxExtents);
                }
                sparse.add(number(key, value));
            } else if (KEYS.contains(key)) {
                all.put(key, value);
            }
            at = end;
        }
        return new PaxRecords(all, sparse);
    }

    /** Returns a name's bytes; nothing where there is none, or an empty one, which takes back what was said before. */
    byte @Nullable [] name(String key) {
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? null : value;
    }

    @Nullable
    Long number(String key) throws MalformedTarException {
        byte[] value = name(key);
        return value == null ? null : number(key, value);
    }

    @Nullable
    Instant modified() throws MalformedTarException {
        byte[] value = name("mtime");
        if (value == null) {
            return null;
        }
        String text = numberText("mtime", value);
        // What follows the number is passed over, as tars do.
        Matcher number = TIME.matcher(text);
        if (!number.lookingAt()) {
            throw new MalformedTarException("the mtime of its extended header is no time");
        }
        BigDecimal seconds = new BigDecimal(number.group().replaceFirst("\\.(?=e|$)", ""));
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        try {
            return TarReader.time(
                    whole.longValueExact(),
                    seconds.subtract(whole).movePointRight(9).intValue());
        } catch (ArithmeticException e) {
            throw new MalformedTarException("the mtime of its extended header is beyond all calendars");
        }
    }

    /** Returns the offsets and lengths of a sparse file's data, in turn, as formats 0.0 and 0.1 have them; empty for others. */
    List<Long> sparseNumbers(int maxExtents) throws MalformedTarException {
        byte[] map = name("GNU.sparse.map");
        if (map == null) {
            return sparseNumbers;
        }
        // Not by split(): 8 MiB of "0,0,0," would become 200 MB of texts before the first of them is looked at.
        List<Long> numbers = new ArrayList<>();
        for (int from = 0; from <= map.length; ) {
            int to = from;
            while (to < map.length && map[to] != ',') {
                to++;
            }
            if (numbers.size() / 2 == maxExtents) {
                throw SparseMap.tooManyPieces(maxExtents);
            }
            numbers.add(number("GNU.sparse.map", Arrays.copyOfRange(map, from, to)));
            from = to + 1;
        }
        return numbers;
    }

    private static long number(String key, byte[] value) throws MalformedTarException {
        try {
            long number = Long.parseLong(numberText(key, value));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new MalformedTarException("the " + key + " of its extended header is no number");
    }

    private static String numberText(String key, byte[] value) throws MalformedTarException {
        if (value.length > MAX_NUMBER) {
            throw new MalformedTarException(
                    "the " + key + " of its extended header has " + value.length + " digits, no number has so many");
        }
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}
