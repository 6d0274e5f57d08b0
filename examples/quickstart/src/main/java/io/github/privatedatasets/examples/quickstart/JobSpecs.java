// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import java.util.List;

/**
 * The datasets of a job as its author writes them: YAML or JSON, in the forms that have been published.
 *
 * @param title what is special about them
 * @param text what the job's configuration says
 */
record JobSpecs(String title, String text) {
    /** Returns the specs for the bucket; only etag and versionId are not known before it is filled. */
    static List<JobSpecs> of(SampleBucket bucket) {
        return List.of(
                new JobSpecs("A zip, under a name of its own", """
                        datasets: [
                            {
                                "uri": "s3://my-bucket/mnist-modified.zip",
                                "awsSecretAccessKey": "<KEY>",
                                "awsAccessKeyId": "<ID>",
                                "name": "mnist",
                            },
                        ]
                        """),
                new JobSpecs("The revision that has this etag", """
                        datasets: [
                            {
                                "uri": "s3://my-bucket/my-dataset.zip",
                                "awsSecretAccessKey": "<KEY>",
                                "awsAccessKeyId": "<ID>",
                                "etag": "%s",
                            },
                        ]
                        """.formatted(bucket.newEtag())),
                new JobSpecs("An older version", """
                        datasets: [
                            {
                                "ur": "s3://my-bucket/my-dataset.zip",
                                "awsSecretAccessKey": "<KEY>",
                                "awsAccessKeyId": "<ID>",
                                "versionId": "%s",
                            },
                        ]
                        """.formatted(bucket.oldVersionId())),
                new JobSpecs("Shared storage: what an earlier job of the team has downloaded", """
                        datasets: [
                            {
                                "url": "s3://my-bucket/my-dataset.zip",
                                "awsSecretAccessKey": "<KEY>",
                                "awsAccessKeyId": "<ID>",
                                "etag": "%s",
                            }
                        ]
                        """.formatted(
                                bucket.newEtag())),
                new JobSpecs("An ephemeral volume of 10 GiB, gone with the job", """
                        datasets: [
                            {
                                "url": "s3://my-bucket/my-dataset.zip",
                                "awsSecretAccessKey": "<KEY>",
                                "awsAccessKeyId": "<ID>",
                                "volumeOptions": {
                                    "kind": "dynamic",
                                    "size": "10Gi",
                                },
                            },
                        ]
                        """),
                new JobSpecs("A folder", """
                        datasets:
                          - uri: s3://my-bucket/images/
                        """));
    }
}
