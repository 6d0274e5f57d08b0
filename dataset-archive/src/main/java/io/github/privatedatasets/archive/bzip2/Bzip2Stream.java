package io.github.privatedatasets.archive.bzip2;

import io.github.privatedatasets.archive.pipeline.WorkAhead;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Bzip2 data of any number of streams, as bzip2 itself reads it, decoded block by block on several threads.
 *
 * <p>Where a block lies is guessed ahead, and known when the block before it was decoded: a wrong guess costs time, never a byte. Each block's
 * CRC and each stream's are checked before its end is told. Anything after the last stream is an error, as is
 * a block of no bytes.
 *
 * <p>At most {@code parallelism + 1} blocks are held, each with at most 1 MiB of bzip2 data, 2 MiB decoded, and, while it is being
 * decoded, 5 MiB more.
 *
 * <p>One thread reads and closes. After {@link #close} no worker has anything to do with this.
 */
public final class Bzip2Stream extends InputStream {
    static final int HEADER_BITS = 32;

    /** The longest block bzip2 can write has 2.3 MB: 900,000 symbols of 20 bits, and their tables. */
    private static final int MAX_BLOCK_BYTES = 3 << 20;
    /** Nobody meets a wrong magic by chance; who makes them on purpose gets no more guesses. */
    private static final int MAX_WRONG_GUESSES = 8;

    private final InputStream encoded;
    private final BitWindow window;
    private final Bzip2Scanner scanner;
    private final WorkAhead<Bzip2Block.Decoded> ahead;
    private final ArrayDeque<Bzip2Scanner.Piece> guesses = new ArrayDeque<>();
    private final int maxAhead;
    private InputStream block = InputStream.nullInputStream();
    private long position;
    private int level;
    private int streamCrc;
    private int wrongGuesses;
    private boolean ended;

    public Bzip2Stream(InputStream encoded, Executor workers, int parallelism) throws IOException {
        this.encoded = encoded;
        this.maxAhead = parallelism + 1;
        this.window = new BitWindow(encoded);
        this.scanner = new Bzip2Scanner(window, (maxAhead << 20) + MAX_BLOCK_BYTES);
        this.ahead = new WorkAhead<>(workers, parallelism);
        startStream(0);
        scanner.restart(position, level);
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
            int count = block.read(buffer, offset, length);
            if (count > 0) {
                return count;
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
        int crc = Bzip2Block.crc(window, position);
        guessAhead();
        Bzip2Scanner.Piece guess = guesses.poll();
        InputStream decoded = guess == null ? null : ahead.take().bytes();
        if (guess != null && decoded != null && guess.start() == position && guess.level() == level) {
            block = decoded;
            position = guess.end();
        } else {
            if (guess != null) {
                wrongGuesses++;
            }
            startBlockOfUnknownEnd();
        }
        streamCrc = Integer.rotateLeft(streamCrc, 1) ^ crc;
    }

    private void guessAhead() throws IOException {
        if (scanner.scannedTo() < position) {
            scanner.restart(position, level);
        }
        while (wrongGuesses < MAX_WRONG_GUESSES && ahead.size() < maxAhead) {
            Bzip2Scanner.Piece guess = scanner.next();
            if (guess == null) {
                return;
            }
            guesses.add(guess);
            Bzip2Block copy = Bzip2Block.of(window, guess.start(), guess.end(), guess.level());
            ahead.add(copy::decodeIfWhole);
        }
    }

    /** Lets the block itself tell where it ends: its guessed end was wrong, or there was none, or it is damaged. */
    private void startBlockOfUnknownEnd() throws IOException {
        ahead.clear();
        guesses.clear();
        window.has(position, 8L * MAX_BLOCK_BYTES);
        long most = Math.min(window.endBit(), position + 8L * MAX_BLOCK_BYTES);
        long end = position + lengthBits(most);
        // The next magic begins within the last byte read. No two can begin so near to each other.
        long next = window.findMagic(end - 7);
        if (next < 0 || next > end) {
            require(end, Bzip2Magic.BITS);
            throw noBlock();
        }
        block = Bzip2Block.of(window, position, next, level).decode();
        position = next;
        scanner.restart(position, level);
    }

    private long lengthBits(long most) throws IOException {
        try {
            return Bzip2Block.of(window, position, most, level).lengthBits();
        } catch (EOFException e) {
            if (window.has(most, 1)) {
                throw new IOException("a block is longer than any that bzip2 writes", e);
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
        if (window.has(next, 1)) {
            startStream(next);
        } else {
            ended = true;
        }
    }

    private void startStream(long bit) throws IOException {
        require(bit, HEADER_BITS);
        level = level((int) window.bits(bit, HEADER_BITS));
        if (level == 0) {
            throw new IOException(bit == 0 ? "no bzip2 header" : "unexpected data after the end of a bzip2 stream");
        }
        streamCrc = 0;
        position = bit + HEADER_BITS;
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

    private static IOException noBlock() {
        return new IOException("neither a block nor the end of the stream where one must be");
    }

    @Override
    public void close() throws IOException {
        ahead.close();
        encoded.close();
    }
}
