// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.s3.SecretResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Secrets as Kubernetes mounts them: a file for each, named as the secret, often a link to the one of the newest revision. */
record MountedSecrets(Path directory) implements SecretResolver {
    private static final int MAX_BYTES = 64 << 10;

    /** What a key of a Secret may be called, but for the two dots that begin the mount's own names. */
    private static final Pattern NAME = Pattern.compile("(?!\\.\\.)[-._a-zA-Z0-9]{1,253}");

    @Override
    public Optional<String> resolve(String name) throws IOException {
        // A spec's author chose it: another name may lead elsewhere.
        if (!NAME.matcher(name).matches() || !Files.isRegularFile(directory.resolve(name))) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
