// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.privatedatasets.s3.answers.ListingPage.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The XML of stores, and what only looks like it. */
class XmlAnswersTest {
    @Test
    void readsAPageAsAwsWritesIt() throws Exception {
        ListingPage page = page("""
                <?xml version="1.0" encoding="UTF-8"?>
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>f/</Prefix>
                  <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
                  <KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>
                  <IsTruncated>true</IsTruncated>
                  <Contents><Key>f/a%26b+c</Key><LastModified>2026-11-22T08:09:10.123Z</LastModified>
                    <ETag>&quot;e1&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><Size>12345678901</Size>
                    <Owner><ID>id</ID><DisplayName>Key</DisplayName></Owner><StorageClass>STANDARD</StorageClass></Contents>
                  <Contents><Size>0</Size><Key>f/</Key></Contents>
                  <CommonPrefixes><Prefix>f/x/</Prefix></CommonPrefixes>
                </ListBucketResult>
                """);

        assertThat(page.truncated()).isTrue();
        assertThat(page.nextToken()).contains("1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
        assertThat(page.entries())
                .containsExactly(
                        new Entry(
                                "f/a&b c",
                                OptionalLong.of(12_345_678_901L),
                                Optional.of("\"e1\""),
                                Instant.parse("2026-11-22T08:09:10.123Z")),
                        new Entry("f/", OptionalLong.of(0), Optional.empty(), Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<IsTruncated>True</IsTruncated><NextContinuationToken>t</NextContinuationToken>",
                "<IsTruncated>1</IsTruncated><NextContinuationToken>t</NextContinuationToken>",
                "<NextContinuationToken>t</NextContinuationToken>",
            })
    void pageThatSaysInAnyWayThatThereIsMoreIsNotTheLast(String said) throws Exception {
        assertThat(page("<ListBucketResult>" + said + "</ListBucketResult>").truncated())
                .isTrue();
    }

    @Test
    void readsWhatXmlAllows() throws Exception {
        ListingPage page = page("\uFEFF  <!-- a -- b --><s3:ListBucketResult xmlns:s3='a>b' a=\"'>\" >"
                + "<?go on?><Contents><Key><![CDATA[a]]]]><![CDATA[>&amp;]]>&lt;&#x4e00;&#228;&apos;</Key ><Empty/>"
                + "<Empty a='/'/><Size> 7\n</Size></Contents\n><IsTruncated/></s3:ListBucketResult>trailing");

        assertThat(page.entries())
                .containsExactly(new Entry("a]]>&amp;<一ä'", OptionalLong.of(7), Optional.empty(), Instant.EPOCH));
        assertThat(page.truncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<html><p>hello</html>",
                "<Error><Code>InternalError</Code></Error>",
                "<ListBucketResult>",
                "<ListBucketResult><Contents></ListBucketResult>",
                "<ListBucketResult><a></b></ListBucketResult>",
                "<ListBucketResult><IsTruncated>perhaps</IsTruncated></ListBucketResult>",
                "<ListBucketResult><>x</></ListBucketResult>",
                "<ListBucketResult><a <b/></ListBucketResult>",
                "<ListBucketResult>&nbsp;</ListBucketResult>",
                "<ListBucketResult>&#xD800;</ListBucketResult>",
                "<ListBucketResult>&#x110000;</ListBucketResult>",
                "<ListBucketResult>&;</ListBucketResult>",
                "<ListBucketResult><Contents><Key>a</Key><Size>big</Size></Contents></ListBucketResult>",
                "<!DOCTYPE ListBucketResult><ListBucketResult/>",
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><ListBucketResult>&b;</ListBucketResult>",
                "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><ListBucketResult>&c;</ListBucketResult>"
            })
    void refusesWhatIsNoListing(String text) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> page(text));
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        assertThatIOException()
                .isThrownBy(
                        () -> ListingPage.read(new ByteArrayInputStream("<ListBucketResult>\u00e9</ListBucketResult>"
                                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))));
    }

    @Test
    void refusesALongOrDeepDocumentBeforeItFillsTheMemory() {
        String deep = "<ListBucketResult>" + "<Contents>".repeat(1 << 20);
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> page(deep));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> page("<ListBucketResult>" + "x".repeat(17 << 20)))
                .withMessageContaining("too long");
    }

    @Test
    void readsTheSameFromStreamsThatGiveFewBytesAtATime() throws Exception {
        StringBuilder xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
        for (int i = 0; i < 1000; i++) {
            xml.append("<Contents><Key>k" + i + "%2F</Key><ETag>&quot;" + i + "&quot;</ETag><Size>" + i
                    + "</Size></Contents>");
        }
        xml.append("</ListBucketResult>");
        Random random = new Random(1);
        InputStream slow = new ByteArrayInputStream(xml.toString().getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(20)));
            }
        };
        ListingPage page = ListingPage.read(slow);

        assertThat(page).isEqualTo(page(xml.toString()));
        assertThat(page.entries()).hasSize(1000);
        assertThat(page.entries().get(999).key()).isEqualTo("k999/");
        assertThat(page.entries().get(999).etag()).contains("\"999\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T08:09:10.123Z",
                "2026-11-22T08:09:10Z",
                "2024-02-29T23:59:59.999Z",
                "1970-01-01T00:00:00.000Z",
                "2026-11-22T08:09:10.123456Z",
                "2026-11-22T08:09:10.1Z",
                "2026-11-22T24:00:00Z",
                "2026-02-30T08:09:10Z",
                "2026-13-22T08:09:10Z",
                "2026-11-22T08:09:60Z",
                "2026-11-22 08:09:10Z",
                "yesterday"
            })
    void readsTimesAsTheJdkDoes(String text) {
        assertThat(time(text)).isEqualTo(jdkTime(text));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Timestamps.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> jdkTime(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Test
    void takesWhatItCanOutOfAnErrorDocument() throws Exception {
        assertThat(error("<Error><Code>NoSuchKey</Code><Message>No &lt;key&gt;</Message><Resource>/b/k</Resource>"
                        + "<RequestId>R</RequestId><HostId>H</HostId></Error>"))
                .isEqualTo(new ErrorDocument("NoSuchKey", "No <key>", "R", ""));
        assertThat(error("<html>no</html>")).isEqualTo(ErrorDocument.NONE);
        assertThat(error("")).isEqualTo(ErrorDocument.NONE);
        assertThat(error("<Error><Code>SlowDown</Code><Mess")).isEqualTo(new ErrorDocument("SlowDown", "", "", ""));
    }

    private static ErrorDocument error(String text) throws IOException {
        return ErrorDocument.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static ListingPage page(String text) throws IOException {
        return ListingPage.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
}
