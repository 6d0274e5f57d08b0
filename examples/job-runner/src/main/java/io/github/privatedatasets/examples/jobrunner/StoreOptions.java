// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.s3.S3SourceBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that say how the store is reached. */
final class StoreOptions {
    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "S3 endpoint, where it is not AWS.")
    private URI endpoint;

    @Option(
            names = "--allow-endpoint",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "An endpoint that specs may name although it is on this host or link-local. May be repeated.")
    private List<URI> allowedEndpoints = List.of();

    @Option(
            names = "--region",
            paramLabel = "R",
            scope = ScopeType.INHERIT,
            description = "Region, where the spec names none.")
    private String region;

    @Option(
            names = "--path-style",
            scope = ScopeType.INHERIT,
            description = "Put the bucket into the path and not into the host name.")
    private boolean pathStyle;

    @Option(
            names = "--aws-default-credentials",
            scope = ScopeType.INHERIT,
            description = "Use this host's own AWS credentials for specs without keys and without an own endpoint."
                    + " Else those are read anonymously.")
    private boolean defaultCredentials;

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Where secret:NAME of a spec is looked up: in the file DIR/NAME, as Kubernetes mounts a Secret. Any"
                            + " spec may use any of them, so give each team a directory of its own.")
    private Path secrets;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Certificates (PEM) that vouch for stores, in place of those that the JVM trusts.")
    private Path certificates;

    /**
     * Returns the source of datasets, which the caller closes.
     *
     * @throws IllegalArgumentException if an option is none that it takes
     */
    S3DatasetSource source() {
        S3SourceBuilder builder = S3DatasetSource.builder()
                .useDefaultCredentials(defaultCredentials)
                .allowEndpoint(S3DatasetSource.notThisHost().or((named, address) -> namesEndpoint(named)));
        if (pathStyle) {
            // Without the option the source decides by the endpoint: an address or localhost needs it anyway.
            builder.pathStyle(true);
        }
        if (endpoint != null) {
            builder.endpoint(endpoint);
        }
        if (region != null) {
            builder.region(region);
        }
        if (secrets != null) {
            if (!Files.isDirectory(secrets)) {
                throw new IllegalArgumentException("--secrets " + secrets + " is no directory");
            }
            builder.secrets(new MountedSecrets(secrets));
        }
        if (certificates != null) {
            builder.sslContext(TrustedCertificates.of(certificates));
        }
        return builder.build();
    }

    /** Tells whether the operator named this endpoint, so that a spec may name it too, wherever it is. */
    private boolean namesEndpoint(URI specEndpoint) {
        return Stream.concat(Stream.ofNullable(endpoint), allowedEndpoints.stream())
                .anyMatch(named -> isSameServer(named, specEndpoint));
    }

    private static boolean isSameServer(URI named, URI asked) {
        return Objects.equals(named.getScheme(), asked.getScheme())
                && Objects.equals(named.getHost(), asked.getHost())
                && named.getPort() == asked.getPort();
    }

    /** Returns the options given whose values are files of this machine, as they are written. */
    Stream<String> namedFiles() {
        return Stream.concat(
                Stream.ofNullable(secrets).map(dir -> "--secrets " + dir),
                Stream.ofNullable(certificates).map(file -> "--ca " + file));
    }

    /** Returns these options as another run is told them. */
    List<String> asArguments() {
        List<String> arguments = new ArrayList<>();
        if (endpoint != null) {
            arguments.addAll(List.of("--endpoint", endpoint.toString()));
        }
        allowedEndpoints.forEach(url -> arguments.addAll(List.of("--allow-endpoint", url.toString())));
        if (region != null) {
            arguments.addAll(List.of("--region", region));
        }
        if (pathStyle) {
            arguments.add("--path-style");
        }
        if (defaultCredentials) {
            arguments.add("--aws-default-credentials");
        }
        if (secrets != null) {
            arguments.addAll(List.of("--secrets", secrets.toString()));
        }
        if (certificates != null) {
            arguments.addAll(List.of("--ca", certificates.toString()));
        }
        return arguments;
    }
}
