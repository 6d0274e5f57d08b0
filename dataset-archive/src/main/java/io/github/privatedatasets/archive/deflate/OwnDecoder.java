// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Our own decoder. It is strict where zlib is, and takes what zlib takes.
 *
 * <p>It goes as far as the input allows before it asks for more, so that it never asks for bytes that are not the stream's.
 */
final class OwnDecoder implements DeflateDecoder {
    /**
     * From so many compressed bytes on, in one thread, it ends before the library's. Compiling it takes 0.2 s of processor time: a thread
     * by itself has made up for that after 25 MB, and two busy cores after 130 MB together.
     */
    static final long WORTH_COMPILING = 32L << 20;

    /** By then, in decoded bytes, the JVM has compiled all that counts. */
    private static final long COMPILED = 64L << 20;

    private static final AtomicLong DECODED = new AtomicLong();

    private static final int STORED = 0;
    private static final int FIXED = 1;
    private static final int DYNAMIC = 2;

    private final BitInput input = new BitInput();
    private final SlidingWindow window = new SlidingWindow();
    private final CodeLengths codeLengths = new CodeLengths();
    private final BlockCodes dynamic = new BlockCodes();
    private BlockCodes codes = dynamic;
    private State state = State.BLOCK;
    private boolean last;
    private int storedLeft;
    private @Nullable ZipException damage;
    private long decoded;

    private enum State {
        BLOCK,
        STORED_LENGTH,
        STORED,
        CODES,
        SYMBOLS,
        END
    }

    /** Tells whether there was enough to decode in this JVM for it to be fast by now. */
    static boolean isCompiled() {
        return DECODED.get() >= COMPILED;
    }

    private void count() {
        DECODED.addAndGet(decoded);
        decoded = 0;
    }

    @Override
    public void reset() {
        count();
        input.clear();
        window.restart();
        state = State.BLOCK;
        last = false;
        damage = null;
    }

    @Override
    public void setInput(byte[] bytes, int offset, int length) {
        input.set(bytes, offset, length);
    }

    @Override
    public int decode(byte[] target, int offset, int length) throws ZipException {
        if (window.toGive() == 0) {
            if (damage != null) {
                throw damage;
            }
            window.slide();
            try {
                boolean goesOn = true;
                while (goesOn) {
                    goesOn = step();
                }
            } catch (ZipException e) {
                damage = e;
                if (window.toGive() == 0) {
                    throw e;
                }
            }
        }
        int given = window.give(target, offset, length);
        decoded += given;
        return given;
    }

    /** Goes on; returns false if the stream has ended, or nothing can be done without more input or more room. */
    private boolean step() throws ZipException {
        return switch (state) {
            case BLOCK -> startBlock();
            case STORED_LENGTH -> startStored();
            case STORED -> copyStored();
            case CODES -> readCodes();
            case SYMBOLS -> SymbolLoop.run(codes, input, window) && endBlock();
            case END -> false;
        };
    }

    private boolean startBlock() throws ZipException {
        if (!input.has(3)) {
            return false;
        }
        last = input.take(1) == 1;
        int type = input.take(2);
        switch (type) {
            case STORED -> {
                input.alignToByte();
                state = State.STORED_LENGTH;
            }
            case FIXED -> {
                codes = BlockCodes.FIXED;
                state = State.SYMBOLS;
            }
            case DYNAMIC -> {
                codeLengths.restart();
                codes = dynamic;
                state = State.CODES;
            }
            default -> throw new ZipException("a block is of type " + type + ", which does not exist");
        }
        return true;
    }

    private boolean readCodes() throws ZipException {
        if (!codeLengths.readInto(codes, input)) {
            return false;
        }
        state = State.SYMBOLS;
        return true;
    }

    private boolean startStored() throws ZipException {
        if (!input.has(32)) {
            return false;
        }
        int length = input.take(16);
        int inverse = input.take(16);
        if (length != (~inverse & 0xffff)) {
            throw new ZipException("a stored block has two lengths: " + length + " and " + (~inverse & 0xffff));
        }
        input.giveBackBytes();
        storedLeft = length;
        state = State.STORED;
        return true;
    }

    private boolean copyStored() {
        if (storedLeft == 0) {
            return endBlock();
        }
        int room = SlidingWindow.END - window.position;
        int copied = room <= 0 ? 0 : input.copyTo(window.bytes, window.position, Math.min(storedLeft, room));
        window.position += copied;
        storedLeft -= copied;
        return copied > 0;
    }

    private boolean endBlock() {
        if (last) {
            input.giveBackBytes();
        }
        state = last ? State.END : State.BLOCK;
        return true;
    }

    @Override
    public boolean isEnded() {
        return state == State.END && window.toGive() == 0;
    }

    @Override
    public int unused() {
        return state == State.END ? input.limit - input.position : 0;
    }

    @Override
    public void close() {
        count();
        input.clear();
    }
}
