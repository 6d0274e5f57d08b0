// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.InvalidSpecException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes as specs write them: {@code 500Gi}, {@code 2T}. */
final class ByteSizeConverter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
        try {
            return ByteSize.parse(text);
        } catch (InvalidSpecException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
