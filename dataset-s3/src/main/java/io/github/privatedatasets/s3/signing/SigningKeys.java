// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

import java.util.Optional;

/** What one request is signed with. {@link #toString} shows none of it. */
public record SigningKeys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
        return "SigningKeys[hidden]";
    }
}
