package io.github.privatedatasets.s3.http;

import java.io.IOException;

/** Tells that nothing was sent, since the server's address is not allowed. */
@SuppressWarnings("serial")
public final class AddressRefusedException extends IOException {
    AddressRefusedException(String message) {
        super(message);
    }
}
