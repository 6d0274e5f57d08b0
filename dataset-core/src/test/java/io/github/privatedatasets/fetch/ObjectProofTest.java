// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What proves an object: by which digest, with how many questions, and what is said where nothing does. */
class ObjectProofTest {
    private static final int MIB = 1 << 20;
    private static final RetryPolicy AT_ONCE = new RetryPolicy(3, Duration.ZERO, Duration.ZERO);

    private final byte[] bytes = new byte[12 * MIB + 5];
    private final ScriptedDataset dataset = new ScriptedDataset(bytes);

    ObjectProofTest() {
        new Random(11).nextBytes(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfDigestHoldsForTheBytesAndForNoOthers(Algorithm algorithm) throws IOException {
        Digest digest = Digest.of(algorithm);
        digest.update(ByteBuffer.wrap(bytes, 0, bytes.length));
        dataset.checksum(new Checksum(algorithm, digest.hex()));

        assertThat(proof(false)).isEqualTo(algorithm.name());
        bytes[77] ^= 4;
        assertWrong(false);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfDigestOverPartsHoldsForTheBytesAndForNoOthers(Algorithm algorithm) throws IOException {
        dataset.checksum(ofParts(algorithm, 5 * MIB, 5 * MIB, 2 * MIB + 5)).partSizes(5 * MIB, 5 * MIB, 2 * MIB + 5);

        assertThat(proof(false)).isEqualTo(algorithm + " of 3 parts");
        assertThat(dataset.partsAsked()).containsExactly(1);
        bytes[11 * MIB] ^= 1;
        assertWrong(false);
    }

    @Test
    void md5OverPartsIsWhatStoresCallTheEtag() throws Exception {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        md5.update(ByteBuffer.wrap(bytes, 0, 8 * MIB));
        parts.write(md5.digest());
        md5.update(ByteBuffer.wrap(bytes, 8 * MIB, 4 * MIB + 5));
        parts.write(md5.digest());

        assertThat(ofParts(Algorithm.MD5, 8 * MIB, 4 * MIB + 5).hex())
                .isEqualTo(HexFormat.of().formatHex(md5.digest(parts.toByteArray())));
    }

    @Test
    void asksNothingAboutTheOnlyPart() throws IOException {
        dataset.checksum(ofParts(Algorithm.MD5, bytes.length)).partSizes(1);

        assertThat(proof(false)).isEqualTo("MD5 of 1 part");
        assertThat(dataset.partsAsked()).isEmpty();
    }

    @Test
    void asksAboutEveryPartWhereTheFirstCannotBeLikeTheOthers() throws IOException {
        dataset.checksum(ofParts(Algorithm.SHA256, 5 * MIB, 6 * MIB, MIB + 5)).partSizes(5 * MIB, 6 * MIB);
        assertThat(proof(true)).isEqualTo("SHA256 of 3 parts");
        assertThat(dataset.partsAsked()).containsExactly(1, 2);

        ScriptedDataset uneven = new ScriptedDataset(bytes)
                .checksum(ofParts(Algorithm.MD5, MIB, 6 * MIB, 5 * MIB + 5))
                .partSizes(MIB, 6 * MIB);
        assertThat(proof(uneven, false)).isEqualTo("MD5 of 3 parts");
        assertThat(uneven.partsAsked()).containsExactly(1, 2);
    }

    @Test
    void bytesThatDoNotHoldForEvenPartsAreReadAgainWithTheRealOnes() throws IOException {
        dataset.checksum(ofParts(Algorithm.MD5, 5 * MIB, 6 * MIB, MIB + 5)).partSizes(5 * MIB, 6 * MIB);

        assertWrong(false); // 3 parts of 5 MiB at most would do
        assertThat(proof(true)).isEqualTo("MD5 of 3 parts");
    }

    @Test
    void partsAtTheEndMayBeEmpty() throws IOException {
        dataset.checksum(ofParts(Algorithm.MD5, bytes.length, 0)).partSizes(bytes.length);

        assertThat(proof(true)).isEqualTo("MD5 of 2 parts");
    }

    @Test
    void guessesUsualPartsWhereTheStoreDoesNotTell() throws IOException {
        dataset.checksum(ofParts(Algorithm.MD5, 8 * MIB, 4 * MIB + 5));
        assertThat(proof(false)).isEqualTo("MD5 of 2 parts");

        ScriptedDataset ofTenMebibytes =
                new ScriptedDataset(bytes).checksum(ofParts(Algorithm.MD5, 10 * MIB, 2 * MIB + 5));
        assertThat(proof(ofTenMebibytes, false)).isEqualTo("MD5 of 2 parts");
    }

    @Test
    void aGuessThatDoesNotHoldProvesNothingAndSaysSo() throws IOException {
        dataset.checksum(ofParts(Algorithm.MD5, 9 * MIB, 3 * MIB + 5));

        assertThat(proof(false))
                .isEqualTo("none offered: the store keeps MD5 of 2 parts and does not tell how long they are");
    }

    @Test
    void saysWhyNothingIsOffered() throws IOException {
        assertThat(proof(false)).isEqualTo("none offered: its store is a script");
    }

    @Test
    void partsOfWholeMebibytesAreGuessedWhateverTheirNumber() {
        long hundredGib = 100L << 30;
        assertThat(PartSizes.guess(9310, hundredGib, 3)).singleElement().satisfies(sizes -> {
            assertThat(sizes.of(1)).isEqualTo(11 * MIB);
            assertThat(sizes.of(9309)).isEqualTo(11 * MIB);
        });
    }

    private Checksum ofParts(Algorithm algorithm, int... sizes) {
        Digest part = Digest.of(algorithm);
        Digest whole = Digest.of(algorithm);
        int at = 0;
        for (int size : sizes) {
            part.update(ByteBuffer.wrap(bytes, at, size));
            byte[] value = part.end();
            whole.update(ByteBuffer.wrap(value, 0, value.length));
            at += size;
        }
        assertThat(at).isEqualTo(bytes.length);
        return new Checksum(algorithm, whole.hex(), sizes.length);
    }

    private void assertWrong(boolean again) {
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> proof(again))
                .withMessageContaining(" of object is ");
    }

    private String proof(boolean again) throws IOException {
        return proof(dataset, again);
    }

    private static String proof(ScriptedDataset dataset, boolean again) throws IOException {
        try (DatasetReader reader =
                        new DatasetReader(dataset, AT_ONCE, ReadAhead.on(Runnable::run, 1), new Unobserved());
                ObjectStream stream = reader.stream(dataset.object(), again)) {
            stream.drain();
            return stream.proof();
        }
    }
}
