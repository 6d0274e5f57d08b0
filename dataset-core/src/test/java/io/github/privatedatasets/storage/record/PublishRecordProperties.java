// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.Revision;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PublishRecordProperties {
    @Property(tries = 300)
    void readsBackWhatItWrote(
            @ForAll("keys") String key,
            @ForAll List<String> globs,
            @ForAll("keys") String etag,
            @ForAll boolean folder,
            @ForAll String proof)
            throws IOException {
        DatasetOrigin origin = new DatasetOrigin(
                new DatasetUri("s3", "bucket", key),
                folder ? Optional.of(URI.create("http://localhost:9000")) : Optional.empty(),
                folder ? Expansion.NEVER : Expansion.AUTO,
                globs,
                List.of());
        Revision revision = folder
                ? Revision.ofFolder(proof)
                : Revision.ofObject(new Etag("e" + etag.replace("\"", "")), Optional.of(proof));
        PublishRecord record = new PublishRecord(
                RandomName.next(),
                new Seal(-1, 5),
                new DatasetRecord(origin, revision, Long.MAX_VALUE, 7, proof),
                Instant.now(),
                "tool");

        assertThat(PublishRecord.parse(record.toText())).isEqualTo(record);
        assertThat(record.toText()).as("ASCII only").matches("[ -~\n]+");
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings().filter(text -> text.chars().noneMatch(Character::isISOControl));
    }
}
