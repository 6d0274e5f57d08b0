// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import io.github.privatedatasets.s3.answers.XmlReader.Tag;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a store says of a refusal; each part empty where it says nothing.
 *
 * @param code such as {@code NoSuchKey}
 */
public record ErrorDocument(String code, String message, String requestId, String region) {
    static final ErrorDocument NONE = new ErrorDocument("", "", "", "");
    private static final int MOST_CHARACTERS = 64 << 10;

    /** Reads the body of a refusal; what is no such document, or is cut, says nothing. */
    public static ErrorDocument read(InputStream in) throws IOException {
        String code = "";
        String message = "";
        String requestId = "";
        String region = "";
        try {
            XmlReader xml = new XmlReader(in, MOST_CHARACTERS);
            if (xml.next() != Tag.START || !xml.name().equals("Error")) {
                return NONE;
            }
            for (Tag tag = xml.next(); xml.depth() > 0; tag = xml.next()) {
                if (tag == Tag.END && xml.depth() == 1) {
                    switch (xml.name()) {
                        case "Code" -> code = xml.text().strip();
                        case "Message" -> message = xml.text().strip();
                        case "RequestId" -> requestId = xml.text().strip();
                        case "Region" -> region = xml.text().strip();
                        default -> {}
                    }
                }
            }
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
        return new ErrorDocument(code, message, requestId, region);
    }
}
