package io.github.privatedatasets.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Lets go of the store at once: an interrupt ends a wait for its answer, and a body that is closed before its end is not read on.
 *
 * <p>The SDK does neither by itself. Its socket reads are deaf to interrupts, and when it notices one between an answer's header and
 * its body, it closes the body, which the HTTP client takes as a wish to read all that is left of the object.
 */
final class PromptHttpClient implements SdkHttpClient {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final SdkHttpClient client;
    private final ScheduledExecutorService watch;

    /** Wraps a client; {@code watch} looks after interrupted threads. Both stay the caller's to close. */
    PromptHttpClient(SdkHttpClient client, ScheduledExecutorService watch) {
        this.client = client;
        this.watch = watch;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new PromptRequest(client.prepareRequest(request));
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    private final class PromptRequest implements ExecutableHttpRequest {
        private final ExecutableHttpRequest request;

        PromptRequest(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            Thread caller = Thread.currentThread();
            Future<?> looking = watch.scheduleWithFixedDelay(
                    () -> {
                        if (caller.isInterrupted()) {
                            request.abort();
                        }
                    },
                    LOOK_EVERY.toMillis(),
                    LOOK_EVERY.toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                HttpExecuteResponse answer = request.call();
                long length = answer.httpResponse()
                        .firstMatchingHeader("Content-Length")
                        .map(PromptHttpClient::parseLength)
                        .orElse(-1L);
                Optional<AbortableInputStream> body = answer.responseBody()
                        .map(stream -> AbortableInputStream.create(new UndrainedBody(stream, length), stream));
                return HttpExecuteResponse.builder()
                        .response(answer.httpResponse())
                        .responseBody(body.orElse(null))
                        .build();
            } finally {
                looking.cancel(false);
            }
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    private static long parseLength(String header) {
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException e) {
            return -1; // a body of unknown length is closed as if something were left
        }
    }
}
