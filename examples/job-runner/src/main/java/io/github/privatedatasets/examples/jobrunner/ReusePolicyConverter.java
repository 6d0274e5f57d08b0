// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.ReusePolicy;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a policy in the spelling of a command line: {@code if-present}. */
final class ReusePolicyConverter implements ITypeConverter<ReusePolicy> {
    @Override
    public ReusePolicy convert(String text) {
        for (ReusePolicy policy : ReusePolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                return policy;
            }
        }
        throw new TypeConversionException(
                "'" + text + "' is no policy: write if-unchanged, if-present or fail-if-changed");
    }
}
