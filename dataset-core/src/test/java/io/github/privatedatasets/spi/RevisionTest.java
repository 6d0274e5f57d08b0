// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevisionTest {
    private static final Revision V1 = Revision.ofObject(new Etag("e1"), Optional.of("v1"));

    @Test
    void isPinnedByItsEtagOrVersionAndByBothOnlyTogether() {
        assertThat(V1.isPinnedBy(spec().etag("e1").build())).isTrue();
        assertThat(V1.isPinnedBy(spec().versionId("v1").build())).isTrue();
        assertThat(V1.isPinnedBy(spec().etag("e1").versionId("v1").build())).isTrue();
        assertThat(V1.isPinnedBy(spec().etag("e1").versionId("v2").build())).isFalse();
        assertThat(V1.isPinnedBy(spec().etag("e2").build())).isFalse();
        assertThat(V1.isPinnedBy(spec().build())).isFalse();
    }

    @Test
    void versionThatStoresOverwriteInPlacePinsNothingByItself() {
        Revision unversioned = Revision.ofObject(new Etag("e1"), Optional.of("null"));
        assertThat(unversioned.isPinnedBy(spec().versionId("null").build())).isFalse();
        assertThat(unversioned.isPinnedBy(spec().versionId("null").etag("e1").build()))
                .isTrue();
        assertThat(unversioned.isVersionOf(spec().versionId("null").build())).isTrue();
    }

    private static DatasetSpec.Builder spec() {
        return DatasetSpec.builder("s3://b/k");
    }
}
