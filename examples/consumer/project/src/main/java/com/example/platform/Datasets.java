package com.example.platform;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.storage.SharedStorage;
import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The platform's datasets. */
final class Datasets {
    private Datasets() {}

    /** Returns a stager of one team's datasets in a store, which whoever called closes. */
    static DatasetStager in(Path storage, URI store, AwsCredentialsProvider credentials) {
        return DatasetStager.builder()
                .source(S3DatasetSource.builder()
                        .endpoint(store)
                        .credentialsProvider(credentials)
                        .build())
                .extractors(StandardExtractors.all())
                .sharedStorage(SharedStorage.at(storage))
                .team("vision")
                .build();
    }
}
