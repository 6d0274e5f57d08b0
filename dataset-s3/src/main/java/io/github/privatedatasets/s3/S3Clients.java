package io.github.privatedatasets.s3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The clients of one source: one for each endpoint, region and path style, over one pool of connections. Thread-safe. */
final class S3Clients implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    // Up to the first body byte; a body has the read timeout only.
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(60);
    // More than a stager reads at once, since a thread waits for a connection until this many are open.
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_CLIENTS = 64;

    private final ScheduledThreadPoolExecutor timeouts = timeouts();
    private final SdkHttpClient connections = new PromptHttpClient(
            Apache5HttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(READ_TIMEOUT)
                    .maxConnections(MAX_CONNECTIONS)
                    .tcpKeepAlive(true)
                    .build(),
            timeouts);
    private final Map<ClientKey, S3Client> clients = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Returns the client for this key.
     *
     * <p>The one that was not asked for longest is forgotten, but not closed: a dataset may still be read through it. It
     * owns nothing that must be closed, since connections and timeouts are shared.
     */
    synchronized S3Client get(ClientKey key) {
        if (timeouts.isShutdown()) {
            throw new IllegalStateException("the S3 source is closed");
        }
        S3Client client = clients.computeIfAbsent(key, this::build);
        if (clients.size() > MAX_CLIENTS) {
            clients.remove(clients.keySet().iterator().next());
        }
        return client;
    }

    private static ScheduledThreadPoolExecutor timeouts() {
        ScheduledThreadPoolExecutor timeouts = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "dataset-s3-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        // Nearly every timeout is cancelled long before its time; it should not be kept until then.
        timeouts.setRemoveOnCancelPolicy(true);
        return timeouts;
    }

    private S3Client build(ClientKey key) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(connections)
                .region(Region.of(key.region()))
                .forcePathStyle(key.pathStyle())
                // Only AWS knows where else a bucket may be; another store's redirect is told as an error.
                .crossRegionAccessEnabled(key.endpoint().isEmpty())
                // Each request brings its own; this one keeps the SDK from looking for the host's.
                .credentialsProvider(AnonymousCredentialsProvider.create())
                // Else the SDK adds headers that some stores refuse or answer wrongly, and validates nothing by them.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                        .scheduledExecutorService(timeouts)
                        // A host's ~/.aws/config is not ours to read.
                        .defaultProfileFile(ProfileFile.aggregator().build())
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "private-datasets"));
        key.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(S3Client::close);
        clients.clear();
        connections.close();
        timeouts.shutdownNow();
    }
}
