// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.nio.ByteBuffer;
import org.tukaani.xz.ARM64Options;
import org.tukaani.xz.ARMOptions;
import org.tukaani.xz.ARMThumbOptions;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.IA64Options;
import org.tukaani.xz.PowerPCOptions;
import org.tukaani.xz.RISCVOptions;
import org.tukaani.xz.SPARCOptions;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.X86Options;

/** The filters that may come before LZMA2, which are rare: those of XZ for Java. */
final class Filters {
    private static final int DELTA = 3;

    private Filters() {}

    /** Returns the filter of this number (section 5.3 of the xz file format, version 1.1.0), if there is one with such properties. */
    static FilterOptions of(long id, ByteBuffer properties) throws UnsupportedOptionsException {
        if (id == DELTA && properties.remaining() == 1) {
            return new DeltaOptions((properties.get() & 0xff) + 1);
        }
        if (id == DELTA || (properties.hasRemaining() && properties.remaining() != Integer.BYTES)) {
            throw new UnsupportedOptionsException("filter " + id + " has properties that are not supported");
        }
        int offset = properties.hasRemaining() ? properties.getInt() : 0;
        return switch ((int) Math.min(id, Integer.MAX_VALUE)) {
            case 4 -> started(new X86Options(), X86Options::setStartOffset, offset);
            case 5 -> started(new PowerPCOptions(), PowerPCOptions::setStartOffset, offset);
            case 6 -> started(new IA64Options(), IA64Options::setStartOffset, offset);
            case 7 -> started(new ARMOptions(), ARMOptions::setStartOffset, offset);
            case 8 -> started(new ARMThumbOptions(), ARMThumbOptions::setStartOffset, offset);
            case 9 -> started(new SPARCOptions(), SPARCOptions::setStartOffset, offset);
            case 10 -> started(new ARM64Options(), ARM64Options::setStartOffset, offset);
            case 11 -> started(new RISCVOptions(), RISCVOptions::setStartOffset, offset);
            default -> throw new UnsupportedOptionsException("filter " + id + " is not supported");
        };
    }

    private static <T extends FilterOptions> T started(T filter, Start<T> start, int offset)
            throws UnsupportedOptionsException {
        start.at(filter, offset);
        return filter;
    }

    /** Sets what a filter of programs takes for the address of the first byte: they have no type in common that could. */
    private interface Start<T> {
        void at(T filter, int offset) throws UnsupportedOptionsException;
    }
}
