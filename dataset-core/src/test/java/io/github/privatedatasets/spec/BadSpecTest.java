// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong, where, and what to write instead: for each mistake the whole message, or its beginning. */
class BadSpecTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                // keys
                arguments("uri: s3://b/k\nversionID: x", "2:1: unknown key \"versionID\": did you mean versionId?"),
                arguments("{urii: s3://b/k}", "1:2: unknown key \"urii\": did you mean uri?"),
                arguments("{uri: s3://b/k, e-tag: x}", "1:17: unknown key \"e-tag\": did you mean etag?"),
                arguments(
                        "{uri: s3://b/k, aws_access_key_id: x}",
                        "1:17: unknown key \"aws_access_key_id\": did you mean awsAccessKeyId?"),
                arguments(
                        "{uri: s3://b/k, secretAccessKey: x}",
                        "1:17: unknown key \"secretAccessKey\": did you mean awsSecretAccessKey?"),
                arguments("{uri: s3://b/k, endpoint: x}", "1:17: unknown key \"endpoint\": did you mean awsEndpoint?"),
                arguments(
                        "{uri: s3://b/k, kind: x}",
                        "1:17: unknown key \"kind\": write key: value with one of uri, name,"),
                arguments("dataset: [{uri: s3://b/k}]", "1:1: unknown key \"dataset\": did you mean datasets?"),
                arguments(
                        "{uri: s3://b/k, volumeOptions: {sizes: 1}}",
                        "1:33: unknown key \"sizes\": did you mean size?"),
                arguments(
                        "{uri: s3://b/k, volumeOptions: {colour: 1}}",
                        "1:33: unknown key \"colour\": write key: value with one of kind, size"),
                arguments(
                        "{uri: s3://b/k, awsSecretAccessKey:wJalr}",
                        "1:17: unknown key (not shown, it may hold a value): write key: value with one of"),
                arguments("{uri: s3://b/k, uri: s3://b/l}", "1:17: key \"uri\" is there twice: keep one"),
                arguments("{uri: s3://b/k, url: s3://b/k}", "1:17: uri and url say the same: keep uri only"),
                arguments("{ur: s3://b/k, url: s3://b/k}", "1:16: ur and url say the same: keep uri only"),
                arguments(
                        "[{[uri]: s3://b/k}]",
                        "1:3: a list or mapping stands where a key is expected: write key: value"),
                arguments("datasets: []\ndatasets: []", "2:1: key \"datasets\" is there twice: keep one"),
                arguments("name: x\nuir: s3://b/k", "2:1: unknown key \"uir\": did you mean uri?"),
                arguments("name: x\netag: f00", "1:1: uri is missing: write uri: s3://BUCKET/KEY"),
                arguments(
                        "name: job\nDataset: cifar10",
                        "2:1: unknown key \"Dataset\": did you mean datasets? A job that has none, and this key of its own"),
                arguments("x: &a y\ndatasets: [{uri: *a}]", "2:18: & and * (anchors and aliases) are not read"),
                // uri
                arguments("- name: x", "1:3: uri is missing: write uri: s3://BUCKET/KEY"),
                arguments("- uri:\n  name: x", "1:3: uri is missing: write uri: s3://BUCKET/KEY"),
                arguments("uri: b/k", "1:6: uri \"b/k\": it has no scheme; write s3://BUCKET/KEY"),
                arguments("uri: s3:///k", "1:6: uri \"s3:///k\": the bucket is missing; write s3://BUCKET/KEY"),
                arguments("uri: file:///etc/passwd", "1:6: uri \"file:///etc/passwd\": the bucket is missing;"),
                arguments("uri: [s3://b/k]", "1:6: uri is a list: write s3://BUCKET/KEY"),
                // credentials
                arguments(
                        "uri: s3://b/k\nawsAccessKeyId: x",
                        "2:1: awsAccessKeyId stands without awsSecretAccessKey: give both"),
                arguments(
                        "uri: s3://b/k\nawsSecretAccessKey: x\nawsAccessKeyId: none",
                        "2:1: awsSecretAccessKey stands without awsAccessKeyId: give both"),
                arguments(
                        "{uri: s3://b/k, awsSessionToken: x}",
                        "1:17: awsSessionToken stands without awsAccessKeyId: give"),
                arguments(
                        "{uri: s3://b/k, awsAccessKeyId: i, awsSecretAccessKey: 'x '}",
                        "1:56: awsSecretAccessKey holds a blank at an end, or a control character"),
                arguments(
                        "{uri: s3://b/k, awsAccessKeyId: 'secret:', awsSecretAccessKey: x}",
                        "1:33: awsAccessKeyId refers to a secret without a name: write secret:NAME"),
                arguments(
                        "{uri: s3://b/k, awsAccessKeyId: {secret: x}, awsSecretAccessKey: x}",
                        "1:33: awsAccessKeyId is a mapping: write a key's id, secret:NAME or none"),
                // pins
                arguments(
                        "{uri: s3://b/f/, etag: x}",
                        "1:24: etag is only for an object, and \"s3://b/f/\" is a folder: remove it"),
                arguments(
                        "{uri: s3://b, versionId: x}",
                        "1:26: versionId is only for an object, and \"s3://b\" is a bucket: remove"),
                arguments(
                        "{uri: s3://b/k, etag: a/b}",
                        "1:23: etag (part of the path in shared storage) \"a/b\" holds a separator"),
                arguments("{uri: s3://b/k, etag: [x]}", "1:23: etag is a list: write the object's etag"),
                // names
                arguments("{uri: s3://b/k, name: ../x}", "1:23: name \"../x\" holds a separator: write one name"),
                arguments("{uri: s3://b/k, name: ..}", "1:23: name \"..\" starts with a dot: such names are kept"),
                arguments("{uri: s3://b/k, name: \"a\\nb\"}", "1:23: name \"a\\u000ab\" holds a control character"),
                // volumes
                arguments(
                        "uri: s3://b/k\nvolumeOptions:\n  kind: dynamic\n  size: 10GB",
                        "4:9: size \"10GB\": more than a unit at position 4; write digits and one of K M G T"),
                arguments(
                        "{uri: s3://b/k, volumeOptions: {size: -1}}",
                        "1:39: size \"-1\": expected a digit at position 1"),
                arguments("{uri: s3://b/k, volumeOptions: {size: 0}}", "1:39: size 0 has room for nothing"),
                arguments("{uri: s3://b/k, volumeOptions: {size: [1]}}", "1:39: size is a list: write digits"),
                arguments("{uri: s3://b/k, volumeOptions: {kind: x}}", "1:39: kind is \"x\": write shared or dynamic"),
                arguments(
                        "{uri: s3://b/k, volumeOptions: 10Gi}",
                        "1:32: volumeOptions is a text: write a mapping of kind and size"),
                // the rest
                arguments("{uri: s3://b/k, pathStyle: yes}", "1:28: pathStyle is \"yes\": write true or false"),
                arguments("{uri: s3://b/k, expand: no}", "1:25: expand is \"no\": write auto or never"),
                arguments("{uri: s3://b/k, region: a b}", "1:25: region \"a b\" is none: write one such as eu-west-1"),
                arguments(
                        "{uri: s3://b/k, awsEndpoint: minio:9000}",
                        "1:30: awsEndpoint is no endpoint: write https://HOST"),
                arguments(
                        "{uri: s3://b/k, awsEndpoint: 'http://a b'}",
                        "1:30: awsEndpoint is no endpoint: write https://HOST"),
                arguments(
                        "{uri: s3://b/k, include: [a], etag: f00}",
                        "1:37: etag is only for an object, and include and exclude only for a folder: remove"),
                arguments(
                        "{uri: s3://b/k, versionId: 1, exclude: [a]}",
                        "1:28: versionId is only for an object, and include and exclude only for a folder"),
                arguments("{uri: s3://b/, include: [a, '{b}']}", "1:29: glob \"{b}\" holds one of [ ] { }"),
                arguments(
                        "{uri: s3://b/, exclude: [[a]]}",
                        "1:26: exclude holds a list: write a glob or a list of globs"),
                arguments(
                        "{uri: s3://b/, exclude: {a: b}}",
                        "1:25: exclude holds a mapping: write a glob or a list of globs"),
                // shape
                arguments("", "1:1: the text is empty: write datasets: [{uri: s3://BUCKET/KEY}]"),
                arguments(" \n# nothing\n", "1:1: the text is empty: write datasets: [{uri: s3://BUCKET/KEY}]"),
                arguments("s3://b/k", "1:1: found a text in place of a dataset: write {uri: s3://BUCKET/KEY}"),
                arguments(
                        "datasets: s3://b/k", "1:11: found a text in place of a dataset: write {uri: s3://BUCKET/KEY}"),
                arguments("- s3://b/k", "1:3: found a text in place of a dataset: write {uri: s3://BUCKET/KEY}"),
                arguments("[null]", "1:2: found nothing in place of a dataset: write {uri: s3://BUCKET/KEY}"),
                arguments("[[]]", "1:2: found a list in place of a dataset: write {uri: s3://BUCKET/KEY}"),
                arguments("[{}]", "1:2: uri is missing: write uri: s3://BUCKET/KEY"),
                arguments(
                        "uri: s3://b/k\n---\nuri: s3://b/l",
                        "2:1: a second document starts here: put all datasets into one list"),
                arguments("&a {uri: s3://b/k}", "1:1: & and * (anchors and aliases) are not read"),
                arguments("{uri: *a}", "1:7: & and * (anchors and aliases) are not read"),
                arguments("{uri: !!str s3://b/k}", "1:7: ! (a tag) is not read"),
                arguments("!x {uri: s3://b/k}", "1:1: ! (a tag) is not read"),
                // syntax
                arguments(
                        "uri: s3://b/k\nname: a: b",
                        "2:8: a second key starts inside a value: put the value in quotes"),
                arguments("uri: 's3://b/k\nname: a", "1:6: the quote that opens here is never closed"),
                arguments("[{uri: s3://b/k}\n", "2:1: expected a comma or ] in the list"),
                arguments("{uri: s3://b/k\n", "2:1: expected a comma or } in the mapping"),
                arguments("uri: s3://b/k\n name: x", "2:6: a second key starts inside a value"),
                arguments("- uri: s3://b/k\n name: x", "2:2: this does not fit the lines above"),
                arguments("uri: s3://b/k\n\tname: x", "2:1: a tab cannot indent: use blanks"),
                arguments("uri: @b", "1:6: a value cannot start with this character: put it in quotes"),
                arguments("uri: s3://b/k\nname", "2:1: expected a colon and a blank after the key that starts here"),
                arguments("uri: - s3://b/k", "1:6: a list cannot start here"),
                arguments("uri: \"s3://b\\k\"", "1:14: unknown escape after a backslash"),
                arguments("uri: \"\\xZZ\"", "1:9: unfinished escape after a backslash"),
                arguments("uri: \"\\x", "1:1: what follows here is neither YAML nor JSON: check the quotes"),
                arguments("{uri: s3://b/k} x", "1:17: more text after the end of the spec"),
                arguments("[,]", "1:2: a value is missing, or a bracket or comma is too much"),
                arguments("%YAML 3.0\n---\nuri: s3://b/k", "1:1: the text is no YAML 1.2: remove its %YAML line"),
                arguments("uri: !<", "1:8: this is neither YAML nor JSON; expected datasets: [ {uri: ...}"),
                arguments("a\n\u0000: x", "2:1: character U+0000 cannot stand in a text"),
                arguments("uri: \ud83d\ude00\ud800", "1:7: character U+D800 cannot stand in a text"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatWasFoundWhereAndWhatToWriteInstead(String text, String message) {
        InvalidSpecException error = catchThrowableOfType(InvalidSpecException.class, () -> DatasetSpecs.parse(text));

        assertThat(error).isNotNull();
        assertThat(error.getMessage()).startsWith(message).doesNotContain("\n").hasSizeLessThan(400);
        assertThat(error).hasNoCause();
        assertThat(error.getMessage())
                .startsWith(error.line().orElseThrow() + ":" + error.column().orElseThrow() + ": ");
    }
}
