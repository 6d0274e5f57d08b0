// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.Closeable;
import java.util.Optional;

/** What a server answers: status and headers at once, the body as it is read. To be closed, or its body read to the end. */
public final class HttpAnswer implements Closeable {
    private final AnswerHead head;
    private final HttpBody body;

    HttpAnswer(AnswerHead head, HttpBody body) {
        this.head = head;
        this.body = body;
    }

    /** Returns the status, such as 200. */
    public int status() {
        return head.status();
    }

    /** Returns a header's first value, without blanks around it; the case of its name does not matter. */
    public Optional<String> header(String name) {
        return head.headers().first(name);
    }

    /** Returns the body, empty where there is none; the same at each call. */
    public HttpBody body() {
        return body;
    }

    /** Closes the body. */
    @Override
    public void close() {
        body.close();
    }
}
