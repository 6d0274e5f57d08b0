// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.net.ProtocolException;

/** Tells that an answer is not HTTP/1.1, or could be read in two ways; its connection is closed. */
@SuppressWarnings("serial")
public final class MalformedAnswerException extends ProtocolException {
    MalformedAnswerException(String problem) {
        super("the answer is no valid HTTP: " + problem);
    }
}
