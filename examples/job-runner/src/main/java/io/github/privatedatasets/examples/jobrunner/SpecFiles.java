// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the specs of a job from files, or from standard input where the file is {@code -}. */
final class SpecFiles {
    /** More than any job's datasets take; bounds the memory that a wrong file can take. */
    static final int MAX_BYTES = 8 << 20;

    private final InputStream in;

    SpecFiles(InputStream in) {
        this.in = in;
    }

    /**
     * Returns the specs of all files, in order.
     *
     * @throws RunnerException if a file cannot be read
     * @throws InvalidSpecException if one is no spec; the message names the file
     */
    List<DatasetSpec> read(List<String> files) throws RunnerException {
        List<DatasetSpec> specs = new ArrayList<>();
        for (String file : files) {
            try {
                specs.addAll(DatasetSpecs.parse(text(file), shown(file)));
            } catch (CharacterCodingException e) {
                throw new InvalidSpecException(shown(file) + ": is not UTF-8 text");
            } catch (IOException e) {
                throw RunnerException.of(ExitCode.NOT_FOUND, "spec file " + shown(file) + " cannot be read", e);
            }
        }
        return specs;
    }

    private String text(String file) throws IOException {
        byte[] bytes;
        if (file.equals("-")) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } else {
            try (InputStream opened = Files.newInputStream(Path.of(file))) {
                bytes = opened.readNBytes(MAX_BYTES + 1);
            }
        }
        if (bytes.length > MAX_BYTES) {
            throw new InvalidSpecException(
                    shown(file) + ": is larger than " + MAX_BYTES + " bytes, so it is no list of datasets");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static String shown(String file) {
        return file.equals("-") ? "standard input" : file;
    }
}
