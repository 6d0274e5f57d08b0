// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetUriTest {
    @ParameterizedTest
    @CsvSource({
        "s3://b/mnist.zip, b, mnist.zip, false, mnist.zip",
        "s3://my-bucket, my-bucket, '', true, my-bucket",
        "s3://my-bucket/, my-bucket, '', true, my-bucket",
        "s3://b/v1.2/, b, v1.2/, true, v1.2",
        "s3://b/a/b/c, b, a/b/c, false, c",
        "s3://b/a/b/c/, b, a/b/c/, true, c",
        "s3://b//k, b, /k, false, k",
        "s3://b//, b, /, true, ''",
        "s3://b/a//, b, a//, true, ''",
        "s3://b/a%20b?c#d, b, a%20b?c#d, false, a%20b?c#d",
        "s3://b/a/../c, b, a/../c, false, c",
        "'s3://b/a b ', b, 'a b ', false, 'a b '",
        "s3://b/user@host, b, user@host, false, user@host",
        "S3://B/K, B, K, false, K",
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:p1/a/b, arn:aws:s3:eu-west-1:123456789012:accesspoint:p1, a/b, false, b",
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/p1/a/, arn:aws:s3:eu-west-1:123456789012:accesspoint:p1, a/, true, a",
        "s3://arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/p1/, arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:p1, '', true, p1",
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:p1, arn:aws:s3:eu-west-1:123456789012:accesspoint:p1, '', true, p1",
        "http://localhost:9000/k, localhost:9000, k, false, k"
    })
    void takesTheKeyExactlyAsItIsWritten(String text, String bucket, String key, boolean folder, String last) {
        DatasetUri uri = DatasetUri.parse(text);

        assertThat(uri.bucket()).isEqualTo(bucket);
        assertThat(uri.key()).isEqualTo(key);
        assertThat(uri.isFolder()).isEqualTo(folder);
        assertThat(uri.lastSegment()).isEqualTo(last);
        assertThat(DatasetUri.parse(uri.toString())).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "'', it has no scheme",
        "b/k, it has no scheme",
        "://b/k, it has no scheme",
        "s3:/b/k, it has no scheme",
        "' s3://b/k', the scheme is none",
        "3s://b/k, the scheme is none",
        "s3://, the bucket is missing",
        "s3:///k, the bucket is missing",
        "s3://./k, no bucket has such a name",
        "s3://../k, no bucket has such a name",
        "s3://a b/k, no bucket has such a name",
        "s3://b?x, no bucket has such a name",
        "s3://b\\c/k, no bucket has such a name",
        "s3://arn:aws:s3:eu-west-1:1:accesspoint/x/k, an access point as arn:aws:s3:REGION:ACCOUNT:accesspoint:NAME",
        "s3://arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op/accesspoint/x/k, an access point as arn:aws:s3",
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:key@b/k, it may hold a key",
        "s3://id:key@b/k, it may hold a key",
        "https://b.example/k?a=b&X-Amz-Signature=f00, presigned link"
    })
    void refusesWhatIsNoDatasetUri(String text, String problem) {
        assertThatThrownBy(() -> DatasetUri.parse(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("write s3://BUCKET/KEY");
    }

    @Test
    void refusesControlCharactersAndHalfSurrogates() {
        assertThatThrownBy(() -> DatasetUri.parse("s3://b/a\nb")).hasMessageContaining("\"s3://b/a\\u000ab\"");
        assertThatThrownBy(() -> DatasetUri.parse("s3://b/\ud800")).hasMessageContaining("not valid Unicode");
    }
}
