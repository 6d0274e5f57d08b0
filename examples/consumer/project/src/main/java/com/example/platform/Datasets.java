package com.example.platform;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.s3.S3SourceBuilder;
import io.github.privatedatasets.storage.SharedStorage;
import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The platform's datasets. */
final class Datasets {
    private Datasets() {}

    /** Returns a stager that reads with the platform's own credentials, which whoever called closes. */
    static DatasetStager in(Path storage, URI store, AwsCredentialsProvider credentials) {
        return stager(storage, S3DatasetSource.builder().endpoint(store).credentialsProvider(credentials));
    }

    /** Returns a stager that reads as the host it runs on may, such as by its pod's role. */
    static DatasetStager in(Path storage, URI store) {
        return stager(storage, S3DatasetSource.builder().endpoint(store).useDefaultCredentials(true));
    }

    private static DatasetStager stager(Path storage, S3SourceBuilder source) {
        return DatasetStager.builder()
                .source(source.build())
                .extractors(StandardExtractors.all())
                .sharedStorage(SharedStorage.at(storage))
                .team("vision")
                .build();
    }
}
