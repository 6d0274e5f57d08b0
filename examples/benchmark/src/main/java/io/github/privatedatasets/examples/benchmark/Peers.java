// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a user could do without us: programs connected by a shell.
 *
 * <p>In their lines {@code $U} is the object's address, {@code $K} its {@code s3://} one, {@code $R} that of rclone, {@code $T} the directory to fill,
 * {@code $F} a file beside it, and {@code $N} the number of processors.
 */
enum Peers {
    PLAIN("""
            curl -sf $U | tar -x -C $T
            curl -sf $U | bsdtar -xf - -C $T
            """),
    GZIP("""
            curl -sf $U | igzip -dc | tar -x -C $T
            curl -sf $U | rapidgzip -dcP $N | tar -x -C $T
            curl -sf $U | pigz -dc | tar -x -C $T
            curl -sf $U | bsdtar -xf - -C $T
            curl -sf $U | tar -xz -C $T
            s5cmd cat $K | igzip -dc | tar -x -C $T
            """),
    BZIP2("""
            curl -sf $U | lbzip2 -dc -n $N | tar -x -C $T
            curl -sf $U -o $F && 7z x -so -tbzip2 $F | tar -x -C $T; rm $F
            curl -sf $U | tar -xj -C $T
            """),
    XZ("""
            curl -sf $U | tar -xJ -C $T
            curl -sf $U | xz -dc -T $N | tar -x -C $T
            curl -sf $U | pixz -d -p $N | tar -x -C $T
            curl -sf $U -o $F && 7z x -so -txz $F | tar -x -C $T; rm $F
            """),
    ZIPPED("""
            curl -sf $U -o $F && bsdtar -xf $F -C $T; rm $F
            curl -sf $U | bsdtar -xf - -C $T
            curl -sf $U -o $F && 7z x -bd -o$T $F; rm $F
            curl -sf $U -o $F && unzip -q -d $T $F; rm $F
            """),
    ONE("""
            curl -sf $U -o $T/${U##*/}
            s5cmd cp $K $T/
            """),
    EACH("""
            s5cmd cp "$K*" $T/
            s5cmd --numworkers 32 cp "$K*" $T/
            rclone copy --transfers 32 --fast-list --no-traverse --no-check-dest --ignore-checksum "$R" $T
            """);

    /** What starts a program in a line of the shell. */
    private static final Pattern PROGRAM = Pattern.compile("(?:^|\\| |&& |; )([a-z0-9]+)");

    private static final Pattern COMMON = Pattern.compile(
            "; rm \\$F| \"\\$R\" \\$T| -sf \\$U| -C \\$T| -q -d \\$T| -bd -o\\$T| \\$F|/?\\$T/.*| \\$N");

    private final String lines;

    Peers(String lines) {
        this.lines = lines;
    }

    static Peers of(Packaging packaging) {
        return switch (packaging) {
            case TAR -> PLAIN;
            case TAR_GZ -> GZIP;
            case TAR_BZ2 -> BZIP2;
            case TAR_XZ, TAR_XZ_BLOCKS, TAR_XZ_SIZED -> XZ;
            case ZIP, ZIP_STORED -> ZIPPED;
            case OBJECT -> ONE;
            case FOLDER -> EACH;
        };
    }

    /** Returns the commands whose programs are all there; {@code ending} may add to what the shell does. */
    List<Command> present(UnaryOperator<String> ending) {
        return lines.lines()
                .filter(line -> missingOf(line).isEmpty())
                .map(line -> new Command(
                        nameOf(line),
                        true,
                        target -> List.of("bash", "-o", "pipefail", "-c", ending.apply(line)),
                        tree -> tree))
                .toList();
    }

    /** Returns the programs that are not there, each once. */
    List<String> missing() {
        return lines.lines()
                .flatMap(line -> missingOf(line).stream())
                .distinct()
                .toList();
    }

    private static List<String> missingOf(String line) {
        return PROGRAM.matcher("bash | " + line)
                .results()
                .map(found -> found.group(1))
                .filter(program -> !Programs.isPresent(program))
                .toList();
    }

    /** Returns the line without what all have in common. */
    private static String nameOf(String line) {
        return COMMON.matcher(line).replaceAll("").strip();
    }
}
