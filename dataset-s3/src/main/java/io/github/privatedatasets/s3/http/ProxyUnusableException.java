// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;

/** Tells that nothing was sent, since this JVM is told of a proxy that cannot be used. */
@SuppressWarnings("serial")
public final class ProxyUnusableException extends IOException {
    /** Creates an error that names the setting, whose value may hold a password. */
    ProxyUnusableException(String setting, String problem) {
        super("the proxy that " + setting + " names cannot be used: " + problem);
    }
}
