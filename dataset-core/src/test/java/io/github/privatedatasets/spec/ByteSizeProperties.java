// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ByteSizeProperties {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    @Property
    void isReadBackAsItIsShown(@ForAll @From("sizes") long bytes) {
        ByteSize size = ByteSize.ofBytes(bytes);

        assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
    }

    @Property
    void aUnitMultipliesExactlyOrOverflows(
            @ForAll @LongRange(min = 0) long number,
            @ForAll @IntRange(min = 1, max = 4) int power,
            @ForAll boolean binary) {
        String text = number + "" + "KMGT".charAt(power - 1) + (binary ? "i" : "");
        BigInteger bytes = BigInteger.valueOf(number)
                .multiply(BigInteger.valueOf(binary ? 1024 : 1000).pow(power));

        if (bytes.compareTo(MOST) > 0) {
            assertThatThrownBy(() -> ByteSize.parse(text))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("more than");
        } else {
            assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes.longValueExact());
        }
    }

    @Property
    void isOrderedByBytes(@ForAll @LongRange(min = 0) long a, @ForAll @LongRange(min = 0) long b) {
        assertThat(ByteSize.ofBytes(a).compareTo(ByteSize.ofBytes(b))).isEqualTo(Long.compare(a, b));
    }

    @Provide
    Arbitrary<Long> sizes() {
        return Arbitraries.oneOf(
                Arbitraries.longs().greaterOrEqual(0),
                Arbitraries.longs().between(0, 5000).map(n -> n << 20),
                Arbitraries.longs().between(0, 5000).map(n -> n * 1_000_000_000),
                Arbitraries.longs().between(0, 5000).map(n -> n * 1_024_000));
    }
}
