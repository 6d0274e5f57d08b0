// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import io.github.privatedatasets.archive.pipeline.WorkAhead;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bzip2 data of any number of streams, as bzip2 itself reads it, decoded block by block on several threads.
 *
 * <p>Where a block lies is guessed ahead, and known when the block before it was decoded: a wrong guess costs time, never a byte. A block's
 * CRC is checked before its first byte is given (by the library's decoder: before its last one, where it has more than 2 MiB), each stream's
 * before its end is told. Anything after the last stream is an error, as is a block of no bytes.
 *
 * <p>Memory does not depend on how long the data or a block becomes, and that of one block is used again for the next. Of {@code parallelism + 1}
 * blocks there are what is coded of each, 1 MiB, and what it says but for its runs, 0.9 MB; as many threads decode, with 4.6 MB each; and what is coded from
 * the block being read to the last one ahead is held once more, with room to grow: about 10 MiB for each block, so 30 MiB where parallelism is 2. Data made
 * to need more get at most 3 MiB for what is coded of a block: so 45 MiB. The library's decoder needs 10 MiB more for each block. Where that would be more
 * than half of the heap, fewer blocks are decoded at a time.
 *
 * <p>One thread reads and closes. After {@link #close} no worker has anything to do with this.
 */
public final class Bzip2Stream extends InputStream {
    static final int HEADER_BITS = 32;

    private static final long BYTES_A_BLOCK = 15 << 20;

    /** The longest block bzip2 can write has 2.3 MB: 900,000 symbols of 20 bits, and their tables. */
    private static final int MAX_BLOCK_BYTES = 3 << 20;

    private static final int FIRST_TRIED_BYTES = 16 << 10;
    /** Nobody meets a wrong magic by chance; who makes them on purpose gets no more guesses. */
    private static final int MAX_WRONG_GUESSES = 8;

    private final InputStream encoded;
    private final Consumer<String> warnings;
    private final BitWindow window;
    private final Bzip2Scanner scanner;
    private final WorkAhead<Outcome> ahead;
    private final ArrayDeque<Guess> guesses = new ArrayDeque<>();
    private final Supplier<BlockDecoder> decoders;
    private final ArrayDeque<BlockDecoder> idle = new ArrayDeque<>();
    private final int maxAhead;
    private final boolean alone;
    private @Nullable BlockDecoder block;
    private long position;
    private int level;
    private int streamCrc;
    private int wrongGuesses;
    private boolean ended;

    /** Decodes with the built-in decoder. Reads the first stream's header. */
    public Bzip2Stream(InputStream encoded, Executor workers, int parallelism) throws IOException {
        this(encoded, workers, parallelism, Bzip2Decoder.BUILT_IN, warning -> {});
    }

    /**
     * Decodes with this decoder, so many blocks at a time beside the one who reads. Reads the first stream's header.
     *
     * @param warnings is told, once at most, of bytes after the last stream that are ignored, as bzip2 ignores them; but where a block could
     *     begin in them, they are refused: data would be lost
     */
    public Bzip2Stream(
            InputStream encoded, Executor workers, int parallelism, Bzip2Decoder decoder, Consumer<String> warnings)
            throws IOException {
        this(encoded, workers, affordable(parallelism, Runtime.getRuntime().maxMemory()), decoder, warnings, false);
    }

    private Bzip2Stream(
            InputStream encoded,
            Executor workers,
            int others,
            Bzip2Decoder decoder,
            Consumer<String> warnings,
            boolean alone)
            throws IOException {
        this.encoded = encoded;
        this.warnings = warnings;
        this.alone = alone;
        this.maxAhead = others + 1;
        this.decoders = decoder.blocks();
        this.window = new BitWindow(encoded);
        this.scanner = new Bzip2Scanner(window, (maxAhead << 20) + MAX_BLOCK_BYTES);
        this.ahead = new WorkAhead<>(workers, others);
        require(0, HEADER_BITS);
        if (!startStream(0)) {
            throw new IOException("no bzip2 header");
        }
        scanner.restart(position, level);
    }

    /**
     * Decodes what is to be one stream and nothing behind it, block by block on the reader's own thread. Reads the stream's header. It takes about
     * 9 MiB, and 5 more of data made to need it or with the library's decoder.
     */
    public static Bzip2Stream ofOne(InputStream encoded, Bzip2Decoder decoder) throws IOException {
        return new Bzip2Stream(encoded, Runnable::run, 0, decoder, warning -> {}, true);
    }

    /** Returns how many blocks to decode at a time beside the one that is read, which needs as much. */
    static int affordable(int parallelism, long heapBytes) {
        return (int) Math.max(1, Math.min(parallelism, heapBytes / 2 / BYTES_A_BLOCK - 1));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (block != null) {
                int count = block.read(buffer, offset, length);
                if (count > 0) {
                    return count;
                }
                idle.add(block);
                block = null;
            }
            readOn();
        }
        return -1;
    }

    private void readOn() throws IOException {
        require(position, Bzip2Magic.BITS);
        long magic = window.bits(position, Bzip2Magic.BITS);
        if (magic == Bzip2Magic.BLOCK) {
            startBlock();
        } else if (magic == Bzip2Magic.END_OF_STREAM) {
            endStream();
        } else {
            throw noBlock();
        }
        window.letGoBefore(position);
    }

    private void startBlock() throws IOException {
        require(position, Bzip2Magic.BITS + Integer.SIZE);
        int crc = (int) window.bits(position + Bzip2Magic.BITS, Integer.SIZE);
        guessAhead();
        block = guesses.isEmpty() ? decodedOfUnknownEnd() : decodedAsGuessed();
        position += block.lengthBits();
        streamCrc = Integer.rotateLeft(streamCrc, 1) ^ crc;
    }

    private void guessAhead() throws IOException {
        if (scanner.scannedTo() < position) {
            scanner.restart(position, level);
        }
        while (wrongGuesses < MAX_WRONG_GUESSES && ahead.size() < maxAhead) {
            Bzip2Scanner.Piece piece = scanner.next();
            if (piece == null) {
                return;
            }
            BlockDecoder decoder = idleDecoder();
            // What is longer is no block, and not worth its room.
            long end = Math.min(piece.end(), piece.start() + 8L * MAX_BLOCK_BYTES);
            decoder.load(window, piece.start(), end, piece.level());
            guesses.add(new Guess(piece, decoder));
            ahead.add(() -> outcome(decoder));
        }
    }

    private BlockDecoder idleDecoder() {
        BlockDecoder decoder = idle.poll();
        return decoder == null ? decoders.get() : decoder;
    }

    /** What a guess leads to is nobody's error before it is known to be right. */
    private static Outcome outcome(BlockDecoder decoder) {
        try {
            decoder.decode();
            return new Outcome(true);
        } catch (IOException e) {
            return new Outcome(false);
        }
    }

    private BlockDecoder decodedAsGuessed() throws IOException {
        boolean isBlock = ahead.take().isBlock();
        Guess guess = guesses.remove();
        if (isBlock && guess.piece().start() == position && guess.piece().level() == level) {
            return guess.decoder();
        }
        idle.add(guess.decoder());
        wrongGuesses++;
        return decodedOfUnknownEnd();
    }

    /** Lets the block itself tell where it ends: its guessed end was wrong, or there was none, or it is damaged. */
    private BlockDecoder decodedOfUnknownEnd() throws IOException {
        ahead.clear();
        guesses.forEach(guess -> idle.add(guess.decoder()));
        guesses.clear();
        BlockDecoder decoder = idleDecoder();
        // A little at first: of a million small blocks each would be copied with megabytes of those behind it.
        int bytes = FIRST_TRIED_BYTES;
        while (!decodedFirst(decoder, Math.min(bytes, MAX_BLOCK_BYTES))) {
            if (bytes >= MAX_BLOCK_BYTES) {
                throw new IOException("a block is longer than any that bzip2 writes");
            }
            bytes *= 8;
        }
        scanner.restart(position + decoder.lengthBits(), level);
        return decoder;
    }

    /** Decodes the block that begins here; returns false if it does not end within so many bytes, and there are more. */
    private boolean decodedFirst(BlockDecoder decoder, int bytes) throws IOException {
        window.has(position, 8L * bytes);
        long end = Math.min(window.endBit(), position + 8L * bytes);
        decoder.load(window, position, end, level);
        try {
            decoder.decodeFirst();
            return true;
        } catch (EOFException e) {
            if (window.has(end, 1)) {
                return false;
            }
            throw e;
        }
    }

    private void endStream() throws IOException {
        require(position + Bzip2Magic.BITS, Integer.SIZE);
        if ((int) window.bits(position + Bzip2Magic.BITS, Integer.SIZE) != streamCrc) {
            throw new IOException("CRC of the stream does not match");
        }
        long next = afterEndOfStream(position);
        if (alone) {
            if (window.has(next, 1)) {
                throw new IOException("something follows the end of its bzip2 stream");
            }
            ended = true;
            return;
        }
        if (!window.has(next, HEADER_BITS)) {
            requireNoHeaderCutShort(next);
        }
        if (!window.has(next, HEADER_BITS) || !startStream(next)) {
            passOver(next);
            ended = true;
        }
    }

    private void requireNoHeaderCutShort(long bit) throws EOFException {
        int count = (int) (window.endBit() - bit);
        if (count > 0 && window.bits(bit, count) == ('B' << 16 | 'Z' << 8 | 'h') >>> (24 - count)) {
            throw new EOFException();
        }
    }

    /** Tells whether a stream begins here. */
    private boolean startStream(long bit) {
        int found = level((int) window.bits(bit, HEADER_BITS));
        if (found == 0) {
            return false;
        }
        level = found;
        streamCrc = 0;
        position = bit + HEADER_BITS;
        return true;
    }

    /** Reads the rest, which is no stream; the header of one that was damaged shows by the block behind it. */
    private void passOver(long rest) throws IOException {
        for (long from = rest; window.findMagic(from) < 0; ) {
            from = Math.max(from, window.endBit() - Bzip2Magic.BITS + 1);
            window.letGoBefore(from);
            if (!window.readOn()) {
                long bytes = (window.endBit() - rest) / 8;
                if (bytes > 0) {
                    warnings.accept(
                            bytes + " bytes that are no bzip2 stream follow the last one; ignored, as bzip2 does");
                }
                return;
            }
        }
        throw new IOException("unexpected data after the end of a bzip2 stream");
    }

    /** Returns where the stream after this one may begin: at the byte after the CRC that follows the magic. */
    static long afterEndOfStream(long magic) {
        return (magic + Bzip2Magic.BITS + Integer.SIZE + 7) / 8 * 8;
    }

    /** Returns the level in a stream's header: blocks of so many times 100,000 bytes; 0 if it is no header. */
    static int level(int header) {
        int level = (header & 0xff) - '0';
        return header >>> 8 == ('B' << 16 | 'Z' << 8 | 'h') && level >= 1 && level <= 9 ? level : 0;
    }

    private void require(long bit, int count) throws IOException {
        if (!window.has(bit, count)) {
            throw new EOFException();
        }
    }

    static IOException noBlock() {
        return new IOException("neither a block nor the end of the stream where one must be");
    }

    @Override
    public void close() throws IOException {
        ahead.close();
        encoded.close();
    }

    /** A piece that is being decoded, in the belief that it is a block. */
    private record Guess(Bzip2Scanner.Piece piece, BlockDecoder decoder) {}

    /** What came of a piece: a block, or not. */
    private record Outcome(boolean isBlock) {}
}
