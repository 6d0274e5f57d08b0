// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.time.Duration;
import java.util.Locale;

/** Amounts as a person reads them. */
final class Quantity {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Quantity() {}

    /** Returns the bytes with a unit of a power of 1000 and one decimal, such as {@code 12.3 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        // 999.95 would be shown as 1000.0.
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Returns the time in its two largest units, such as {@code 1 h 20 min}. */
    static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    /** Returns the bytes of a dataset's files, and says that holes of sparse files are none of them: {@code ls} may show far more. */
    static String data(long bytes) {
        return bytes(bytes) + " of data";
    }

    /** Returns the number with its noun. */
    static String files(long files) {
        return files == 1 ? "1 file" : files + " files";
    }
}
