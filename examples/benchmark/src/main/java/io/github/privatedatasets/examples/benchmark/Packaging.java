// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** How a dataset lies in the bucket. */
enum Packaging {
    TAR(".tar"),
    TAR_GZ(".tar.gz"),
    TAR_BZ2(".tar.bz2"),
    /** One block, as xz makes it unless told otherwise. */
    TAR_XZ(".tar.xz", "xz -T1 -6"),
    /** Blocks whose lengths stand only in the index at the end. */
    TAR_XZ_BLOCKS(".tar.xz", "xz -T1 -6 --block-size=4MiB"),
    /** Blocks whose lengths stand in their headers also: xz writes those only from two threads on. */
    TAR_XZ_SIZED(".tar.xz", "xz -T2 -6 --block-size=4MiB"),
    ZIP_STORED(".zip"),
    ZIP(".zip"),
    /** A single file as it is. */
    OBJECT(".bin"),
    /** Each file an object. */
    FOLDER("/");

    private static final Instant MODIFIED = Instant.parse("2024-06-11T00:00:00Z");

    private final String suffix;
    private final String compressor;

    Packaging(String suffix) {
        this(suffix, "");
    }

    Packaging(String suffix, String compressor) {
        this.suffix = suffix;
        this.compressor = compressor;
    }

    /** Returns how its key ends. */
    String suffix() {
        return suffix;
    }

    /** Tells whether the programs it is made with are there. */
    boolean canBeMade() {
        return compressor.isEmpty() || Programs.isPresent(compressorLine().get(0));
    }

    /** Writes the files at this place, and returns what must come out again. */
    Tree write(List<SampleFile> files, Path place) throws IOException, InterruptedException {
        return switch (this) {
            case ZIP -> writeZip(files, place, ZipArchiveEntry.DEFLATED);
            case ZIP_STORED -> writeZip(files, place, ZipArchiveEntry.STORED);
            case FOLDER -> writeFolder(files, place);
            case OBJECT -> writeSingleObject(files, place);
            case TAR -> writeTar(files, Files.newOutputStream(place));
            case TAR_GZ -> writeTar(files, new GZIPOutputStream(Files.newOutputStream(place), 1 << 16));
            case TAR_BZ2 ->
                writeTar(
                        files,
                        new BZip2CompressorOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(place), 1 << 16)));
            case TAR_XZ, TAR_XZ_BLOCKS, TAR_XZ_SIZED -> writeTarThroughProgram(files, place);
        };
    }

    private List<String> compressorLine() {
        return Pattern.compile(" ").splitAsStream(compressor).toList();
    }

    private Tree writeTarThroughProgram(List<SampleFile> files, Path place) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(compressorLine())
                .redirectOutput(place.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Tree tree = writeTar(files, program.getOutputStream());
            if (program.waitFor() != 0) {
                throw new IOException(compressor + " failed with exit code " + program.exitValue());
            }
            return tree;
        } finally {
            program.destroyForcibly();
        }
    }

    private static Tree writeTar(List<SampleFile> files, OutputStream compressed) throws IOException {
        Tree.Builder tree = new Tree.Builder();
        Set<String> directories = new HashSet<>();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(compressed, 1 << 16))) {
            for (SampleFile file : files) {
                String directory = file.path().substring(0, file.path().lastIndexOf('/') + 1);
                if (directories.add(directory)) {
                    tar.putArchiveEntry(tarEntry(directory));
                    tar.closeArchiveEntry();
                }
                TarArchiveEntry entry = tarEntry(file.path());
                entry.setSize(file.sizeBytes());
                tar.putArchiveEntry(entry);
                file.bytes().writeTo(tree.add(file.path(), file.sizeBytes(), tar));
                tar.closeArchiveEntry();
            }
        }
        return tree.build();
    }

    private static TarArchiveEntry tarEntry(String path) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setLastModifiedTime(FileTime.from(MODIFIED));
        return entry;
    }

    private static Tree writeZip(List<SampleFile> files, Path place, int method) throws IOException {
        Tree.Builder tree = new Tree.Builder();
        // Given a path and not a stream it goes back and puts sizes into the local headers, as the zip program does.
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(place)) {
            for (SampleFile file : files) {
                ZipArchiveEntry entry = new ZipArchiveEntry(file.path());
                entry.setLastModifiedTime(FileTime.from(MODIFIED));
                entry.setMethod(method);
                entry.setSize(file.sizeBytes());
                zip.putArchiveEntry(entry);
                file.bytes().writeTo(tree.add(file.path(), file.sizeBytes(), zip));
                zip.closeArchiveEntry();
            }
        }
        return tree.build();
    }

    private static Tree writeFolder(List<SampleFile> files, Path place) throws IOException {
        Tree.Builder tree = new Tree.Builder();
        for (SampleFile file : files) {
            Path path = place.resolve(file.path());
            Files.createDirectories(path.getParent());
            try (OutputStream out = Files.newOutputStream(path)) {
                file.bytes().writeTo(tree.add(file.path(), file.sizeBytes(), out));
            }
        }
        return tree.build();
    }

    /** Writes the one file; it comes out under the name of its object. */
    private static Tree writeSingleObject(List<SampleFile> files, Path place) throws IOException {
        Tree.Builder tree = new Tree.Builder();
        try (OutputStream out = Files.newOutputStream(place)) {
            SampleFile file = files.get(0);
            file.bytes().writeTo(tree.add(place.getFileName().toString(), file.sizeBytes(), out));
        }
        return tree.build();
    }
}
