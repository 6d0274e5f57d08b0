// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a dataset could not be staged. After it, nothing of the failed attempt is published.
 *
 * <p>Sources, extractors and storages throw its leaves; nobody can add one. The message is one line: what a name in it has that does not print, or turns
 * the text around, is escaped.
 */
@SuppressWarnings("serial")
public abstract sealed class DatasetException extends IOException
        permits CorruptArchiveException,
                DatasetAccessDeniedException,
                DatasetChangedException,
                DatasetInUseException,
                DatasetNotFoundException,
                EtagMismatchException,
                IntegrityException,
                NameConflictException,
                PinMismatchException,
                RevisionChangedException,
                SourceUnavailableException,
                StorageBusyException,
                StorageFailureException,
                TransferFailedException,
                UnsafeArchiveException,
                UnsafeKeysException,
                UnsupportedDatasetException,
                VersionNotFoundException,
                VolumeFullException {
    private final boolean retryable;

    DatasetException(String message, boolean retryable, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.retryable = retryable;
    }

    /** Returns what was expected and what was found, where, and what to do next, in one line; never null, and never with a secret in it. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    private static String oneLine(String message) {
        if (message.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return message;
        }
        StringBuilder line = new StringBuilder();
        message.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> line.append(String.format("\\u%04x", c));
                default -> line.appendCodePoint(c);
            }
        });
        return line.toString();
    }

    /** Tells whether the same request may succeed later without anybody changing spec, store or storage. */
    public boolean isRetryable() {
        return retryable;
    }
}
