// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips of which two readers could make two trees. */
class ZipDisagreementTest {
    private static final int NAME_IN_LOCAL_HEADER = 30;
    private static final int UNICODE_NAME_IN_LOCAL_HEADER = 40;
    private static final int EXTRA_FIELD_IN_DIRECTORY = 47;
    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
    private static final int ZIP64_END_SIGNATURE = 0x06064b50;

    @TempDir
    private Path directory;

    @Test
    void refusesAnotherNameInTheEntrysOwnHeader() throws IOException {
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, NAME_IN_LOCAL_HEADER, 1, 'b'),
                "its entry a has another name in its own header: b");
    }

    @Test
    void refusesAnotherUnicodeNameInTheEntrysOwnHeader() throws IOException {
        byte[] two = ZipBytes.withLocalField(
                new ZipBytes().withUnicodeField("a", "content").end(), 0, UNICODE_NAME_IN_LOCAL_HEADER, 1, 'b');
        byte[] oneOfThemAlone = ZipBytes.withDirectoryField(two, 0, EXTRA_FIELD_IN_DIRECTORY, 2, 0x9999);

        assertCorrupt(two, "its entry a has another name in its own header: b");
        assertCorrupt(oneOfThemAlone, "its entry a has another name in its own header: b");
    }

    @Test
    void refusesOtherSizesOrAnotherCrcInTheEntrysOwnHeader() throws IOException {
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, 22, 4, 8),
                "its entry a has the size 7 in the archive's directory, 8 in its own header");
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, 18, 4, 6),
                "its entry a has the compressed size 7 in the archive's directory, 6 in its own header");
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, 14, 4, 1),
                "in the archive's directory, 00000001 in its own header");
    }

    @Test
    void refusesAnotherMethodOrEncryptionInTheEntrysOwnHeader() throws IOException {
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, 8, 2, 8),
                "its entry a has the compression method 0 in the archive's directory, 8 in its own header");
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, 6, 2, 1),
                "its entry a has the encryption 0 in the archive's directory, 1 in its own header");
    }

    @Test
    void refusesOtherSizesInTheEntrysOwnHeaderAlsoWhereADataDescriptorFollows() throws IOException {
        byte[] zip = new ZipBytes().file("a", "content").end();
        int local = ZipBytes.indexOf(zip, 0x04034b50, 0);
        assertThat(zip[local + 6] & 8).isEqualTo(8);

        assertCorrupt(
                ZipBytes.withLocalField(zip, 0, 22, 4, 8), "its entry a has the size 7 in the archive's directory, 8");
        assertCorrupt(ZipBytes.withLocalField(zip, 0, 18, 4, 3), "its entry a has the compressed size");
        assertCorrupt(ZipBytes.withLocalField(zip, 0, 14, 4, 1), "its entry a has the CRC");
    }

    @Test
    void readsSizesThatAreRightOrLeftOutWhereADataDescriptorFollows() throws Exception {
        byte[] zip = new ZipBytes().file("a", "content").end();
        for (long size : new long[] {0, 7, 0xffff_ffffL}) {
            Path root = directory.resolve("tree" + size);
            Expanded.expand(
                    new ZipExtractor(1), ArchiveBytes.of("a.zip", ZipBytes.withLocalField(zip, 0, 22, 4, size)), root);
            assertThat(root.resolve("a")).hasContent("content");
        }
    }

    @Test
    void refusesStrongEncryptionOrAPatchInTheEntrysOwnHeaderAlone() throws IOException {
        assertCorrupt(ZipBytes.withLocalField(stored(), 0, 6, 2, 1 << 6), "has the encryption 0 in");
        assertCorrupt(ZipBytes.withLocalField(stored(), 0, 6, 2, 1 << 13), "has the encryption 0 in");
        assertCorrupt(ZipBytes.withLocalField(stored(), 0, 6, 2, 1 << 5), "has the patch flag 0 in");
    }

    @Test
    void refusesAZipThatEndsWithinItsComment() throws IOException {
        assertCorrupt(ZipBytes.withEndField(stored(), 20, 2, 3), "it ends within its comment: it was cut short");
    }

    @Test
    void refusesAZip64RecordThatDoesNotEndWhereItsLocatorStarts() throws IOException {
        byte[] zip = new ZipBytes().zip64().file("a", "x").end();
        int record = ZipBytes.indexOf(zip, ZIP64_END_SIGNATURE, 0);
        byte[] two = new byte[zip.length + 56];
        System.arraycopy(zip, 0, two, 0, record + 56);
        System.arraycopy(zip, record, two, record + 56, zip.length - record);

        assertCorrupt(two, "does not end where its locator starts");
    }

    @Test
    void refusesAnEntryThatIsNotWhereTheDirectorySays() throws IOException {
        assertCorrupt(ZipBytes.withLocalField(stored(), 0, 0, 1, 'X'), "its entry a is not at byte 0");
    }

    @Test
    void refusesAnotherCrcInTheDataDescriptor() throws IOException {
        byte[] zip = new ZipBytes().file("a", "content").end();
        zip[ZipBytes.indexOf(zip, DESCRIPTOR_SIGNATURE, 0) + 4] ^= 1;

        assertCorrupt(zip, "in its data descriptor");
    }

    @Test
    void refusesADataDescriptorThatIsNotThere() throws IOException {
        assertCorrupt(
                ZipBytes.withLocalField(stored(), 0, 6, 2, 8),
                "has no data descriptor, which its own header announces");
    }

    @Test
    void refusesAStoredEntryOfTwoSizes() throws IOException {
        assertCorrupt(
                ZipBytes.withDirectoryField(stored(), 0, 24, 4, 6),
                "its entry a is stored, and has two sizes: 6 and 7");
    }

    @Test
    void refusesAnEntryWhoseOwnHeaderReachesIntoTheNext() throws IOException {
        byte[] zip = new ZipBytes().stored("a", "content").stored("b", "more").end();

        assertCorrupt(ZipBytes.withLocalField(zip, 0, 28, 2, 5), "overlaps another");
    }

    @Test
    void refusesDeflateThatEndsBeforeOrBehindItsCompressedSize() throws IOException {
        byte[] zip = new ZipBytes().file("a", "content").end();
        long compressed = zip[ZipBytes.indexOf(zip, ZipHeader.SIGNATURE, 0) + 20];

        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 20, 4, compressed - 1), "ends too early");
        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 20, 4, compressed + 3), "ends 3 bytes before its");
    }

    @Test
    void refusesTwoEndRecords() throws IOException {
        byte[] inner = stored();
        byte[] outer = new ZipBytes().stored("other", "x").end();
        byte[] both = Arrays.copyOf(outer, outer.length + inner.length);
        System.arraycopy(inner, 0, both, outer.length, inner.length);

        assertCorrupt(
                ZipBytes.withEndField(both, 20, 2, inner.length),
                "has two end records, one in the comment of the other");
    }

    @Test
    void refusesTwoZipsOneBehindTheOther() throws IOException {
        byte[] zip = stored();

        assertCorrupt(
                joined(zip, zip), "it begins as one zip, and ends with the directory of another, which begins at");
        byte[] marker = {'P', 'K', '0', '0'};
        assertCorrupt(joined(marker, zip, zip), "it begins as one zip, and ends with the directory of another");
        byte[] zip64 = new ZipBytes().zip64().file("a", "x").end();
        assertCorrupt(joined(zip, zip64), "it begins as one zip, and ends with the directory of another");
    }

    @Test
    void refusesAnUnfinishedZipBehindTheZip() throws IOException {
        byte[] zip = stored();

        assertCorrupt(
                joined(zip, Arrays.copyOf(zip, zip.length - 10)),
                "another zip begins behind its end, at byte " + zip.length + ", and has no end: it was cut short");
    }

    @Test
    void refusesADirectoryWhereTheEndRecordSaysAndAnotherBeforeTheEnd() throws IOException {
        byte[] zip = stored();
        int start = ZipBytes.indexOf(zip, ZipHeader.SIGNATURE, 0);
        byte[] directory = Arrays.copyOfRange(zip, start, ZipBytes.indexOf(zip, END_SIGNATURE, 0));
        byte[] before = new byte[start];
        byte[] forged = joined(before, directory, zip);

        assertCorrupt(forged, "it has two directories: at byte " + start + ", as its end record says, and at byte");
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    @Test
    void refusesZip64RecordsThatContradictTheEndRecordOrAreNotThere() throws IOException {
        byte[] zip = new ZipBytes().zip64().file("a", "x").end();

        assertCorrupt(ZipBytes.withEndField(zip, 16, 4, 0), "name two different directories");
        byte[] moved = zip.clone();
        moved[ZipBytes.indexOf(zip, ZIP64_LOCATOR_SIGNATURE, 0) + 9] = 1;
        assertCorrupt(moved, "its zip64 end record lies outside");
        byte[] unsigned = zip.clone();
        unsigned[ZipBytes.indexOf(zip, ZIP64_END_SIGNATURE, 0)] = 'X';
        assertCorrupt(unsigned, "its zip64 end record is not where it says");
    }

    @Test
    void refusesAnEntryThatNeedsAZip64FieldAndHasNone() throws IOException {
        assertCorrupt(
                ZipBytes.withDirectoryField(stored(), 0, 24, 4, 0xffff_ffffL),
                "its entry a has no sizes or place: its zip64 field is missing, or damaged");
    }

    @Test
    void refusesADirectoryThatHoldsNoEntriesButOtherBytes() throws IOException {
        byte[] none = new ZipBytes().end();
        byte[] entries = new ZipBytes().stored("a", "x").end();
        int end = ZipBytes.indexOf(entries, 0x06054b50, 0);

        // No entries, and a directory of all bytes, of some of them, and of none.
        byte[] forged = ZipBytes.withEndField(ZipBytes.withEndField(entries, 8, 4, 0), 16, 4, 0);
        assertCorrupt(ZipBytes.withEndField(forged, 12, 4, end), "bytes that are no entry");
        byte[] some = ZipBytes.withEndField(ZipBytes.withEndField(forged, 12, 4, 6), 16, 4, end - 6);
        assertCorrupt(some, "holds 6 bytes that are no entry");
        assertCorrupt(
                ZipBytes.withEndField(ZipBytes.withEndField(forged, 12, 4, 0), 16, 4, end), "no entries, and yet");
        assertCorrupt(ZipBytes.withEndField(none, 4, 4, -1), "zip64 end record, which is not there");
    }

    @Test
    void refusesASplitZip() throws IOException {
        assertCorrupt(ZipBytes.withEndField(stored(), 4, 2, 1), "it is one of several volumes of a split zip");
    }

    @Test
    void noticesEveryFlippedBitOfAStoredEntryAndItsHeaders() throws IOException {
        byte[] zip = new ZipBytes()
                .entry("a", 0100644, ZipEntry.STORED, "content".getBytes(StandardCharsets.UTF_8))
                .end();
        int content = new String(zip, StandardCharsets.ISO_8859_1).indexOf("content");
        for (int bit = 0; bit < "content".length() * 8; bit++) {
            byte[] flipped = zip.clone();
            flipped[content + bit / 8] ^= (byte) (1 << bit % 8);
            assertCorrupt(flipped, "its entry a has the CRC");
        }
        int end = ZipBytes.indexOf(zip, END_SIGNATURE, 0);
        for (int length = end; length < zip.length; length++) {
            assertCorrupt(Arrays.copyOf(zip, length), "it was cut short");
        }
    }

    private static byte[] stored() throws IOException {
        return new ZipBytes().stored("a", "content").end();
    }

    private void assertCorrupt(byte[] zip, String problem) {
        Path root = directory.resolve("tree" + System.nanoTime());
        assertThatThrownBy(() -> Expanded.expand(new ZipExtractor(1), ArchiveBytes.of("a.zip", zip), root))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(problem);
    }
}
