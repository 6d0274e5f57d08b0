// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes specs of what was written, and places what the specs refuse. */
final class SpecReader {
    private static final String DATASETS = "datasets";

    private final FieldValues values;
    private final DatasetSpec.Builder builder;

    private SpecReader(FieldValues values) {
        this.values = values;
        try {
            builder = DatasetSpec.builder(values.text(SpecField.URI));
        } catch (InvalidSpecException e) {
            throw values.valuePlace(SpecField.URI).place(e);
        }
    }

    /** Reads a list of datasets, one dataset, or what a job's file has under {@code datasets}. */
    static List<DatasetSpec> read(String text) {
        SpecNode root = SpecText.readOnly(DATASETS, text).orElseThrow(SpecReader::empty);
        if (!(root instanceof SpecNode.Fields job)) {
            return readAll(root);
        }
        for (SpecNode.Field field : job.fields()) {
            if (field.key().equals(DATASETS)) {
                return field.value().isAbsent() ? List.of() : warned(readAll(field.value()), job);
            }
        }
        return isDataset(job) ? readAll(SpecText.read(text).orElseThrow(SpecReader::empty)) : List.of();
    }

    private static InvalidSpecException empty() {
        return new InvalidSpecException("the text is empty: write datasets: [{uri: s3://BUCKET/KEY}]").at(1, 1);
    }

    /** A job may have a key of its own that is called so; or it has slipped out of its dataset, and nobody would miss the pin. */
    private static List<DatasetSpec> warned(List<DatasetSpec> specs, SpecNode.Fields job) {
        DatasetSpec.Builder first = specs.get(0).toBuilder();
        // A dataset without a uri is missed without a warning.
        Set<SpecField> told = EnumSet.of(SpecField.URI);
        for (SpecNode.Field field : job.fields()) {
            Optional<SpecField> slipped = SpecField.of(field.key(), SpecField.OF_DATASET_ALONE);
            if (slipped.filter(told::add).isPresent()) {
                first.warn(field.keyPlace() + ": " + field.key() + " beside datasets is not read:"
                        + " put it into a dataset, if it was meant for one");
            }
        }
        List<DatasetSpec> warned = new ArrayList<>(specs);
        warned.set(0, first.build());
        return List.copyOf(warned);
    }

    /** Tells a dataset from a job that has none, by the keys that only a dataset has, or that are misspelt. */
    private static boolean isDataset(SpecNode.Fields mapping) {
        for (SpecNode.Field field : mapping.fields()) {
            Optional<String> near = Optional.of(field.key())
                    .filter(SpecField::isShowable)
                    .flatMap(key -> Misspelling.nearest(key, List.of(DATASETS, SpecField.URI.key())));
            if (near.filter(DATASETS::equals).isPresent()) {
                throw field.keyPlace()
                        .refuse("unknown key " + SpecField.shownKey(field.key()) + ": did you mean datasets?"
                                + " A job that has none, and this key of its own, says so by datasets: []");
            }
            if (near.isPresent()
                    || SpecField.of(field.key(), SpecField.OF_DATASET_ALONE).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Reads a list of datasets, or one. */
    static List<DatasetSpec> readAll(SpecNode node) {
        List<SpecNode> nodes = node instanceof SpecNode.Items items ? items.nodes() : List.of(node);
        if (nodes.size() > SpecLimits.MAX_DATASETS) {
            throw nodes.get(SpecLimits.MAX_DATASETS)
                    .place()
                    .refuse(nodes.size() + " datasets: write at most " + SpecLimits.MAX_DATASETS);
        }
        List<DatasetSpec> specs = new ArrayList<>();
        nodes.forEach(n -> specs.add(readOne(n)));
        return List.copyOf(specs);
    }

    private static DatasetSpec readOne(SpecNode node) {
        if (!(node instanceof SpecNode.Fields fields)) {
            throw node.place().refuse("found " + node.kind() + " in place of a dataset: write {uri: s3://BUCKET/KEY}");
        }
        FieldValues values = FieldValues.of(fields, SpecField.OF_DATASET, DATASETS);
        if (!values.has(SpecField.URI)) {
            throw fields.place().refuse("uri is missing: write uri: s3://BUCKET/KEY");
        }
        return new SpecReader(values).spec();
    }

    private DatasetSpec spec() {
        for (SpecField pin : List.of(SpecField.ETAG, SpecField.VERSION_ID)) {
            values.leftEmpty(pin)
                    .ifPresent(place -> builder.warn(place + ": " + pin.key()
                            + " is empty, so it pins nothing: write one, or leave the key out"));
        }
        for (SpecField field : values.fields()) {
            try {
                set(field);
            } catch (InvalidSpecException e) {
                throw values.valuePlace(field).place(e);
            }
        }
        credentials().ifPresent(builder::credentials);
        try {
            return builder.build();
        } catch (InvalidSpecException e) {
            // What it refuses is a pin that does not fit the URI or the volume.
            SpecField pin = values.has(SpecField.ETAG) ? SpecField.ETAG : SpecField.VERSION_ID;
            throw values.valuePlace(pin).place(e);
        }
    }

    private void set(SpecField field) {
        switch (field) {
            case URI -> warnOfTypo();
            case NAME -> builder.name(values.text(field));
            case ETAG -> builder.etag(values.text(field));
            case VERSION_ID -> builder.versionId(values.text(field));
            case AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN ->
                Credentials.require(field.key(), values.text(field));
            case AWS_ENDPOINT -> builder.endpoint(endpoint(values.text(field)));
            case REGION -> builder.region(values.text(field));
            case PATH_STYLE -> builder.pathStyle(values.flag(field));
            case REQUESTER_PAYS -> builder.requesterPays(values.flag(field));
            case EXPAND ->
                builder.expand(values.choice(field, "auto", "never").equals("auto") ? Expansion.AUTO : Expansion.NEVER);
            case INCLUDE -> builder.include(values.globs(field));
            case EXCLUDE -> builder.exclude(values.globs(field));
            case VOLUME_OPTIONS -> volume(FieldValues.of(values.mapping(field), SpecField.OF_VOLUME_OPTIONS));
            case VOLUME_KIND, VOLUME_SIZE -> throw new AssertionError(field + " is no field of a dataset");
        }
    }

    // url is an early spelling of the field; ur was never one, but it stands in a published example.
    private void warnOfTypo() {
        if (values.spelling(SpecField.URI).equals("ur")) {
            builder.warn(values.keyPlace(SpecField.URI) + ": ur is read as uri: write uri");
        }
    }

    private static URI endpoint(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Without the cause, whose message holds the text.
            throw DatasetSpec.Builder.noEndpoint();
        }
    }

    private Optional<Credentials> credentials() {
        SpecField id = SpecField.AWS_ACCESS_KEY_ID;
        SpecField secret = SpecField.AWS_SECRET_ACCESS_KEY;
        SpecField token = SpecField.AWS_SESSION_TOKEN;
        if (values.has(id) && values.has(secret)) {
            return Optional.of(new Credentials(values.text(id), values.text(secret), values.optionalText(token)));
        }
        for (SpecField alone : List.of(id, secret, token)) {
            if (values.has(alone)) {
                throw values.keyPlace(alone)
                        .refuse(alone.key() + " stands without " + (alone == id ? secret.key() : id.key())
                                + ": give both awsAccessKeyId and awsSecretAccessKey, or neither for a public bucket");
            }
        }
        return Optional.empty();
    }

    private void volume(FieldValues options) {
        SpecField size = SpecField.VOLUME_SIZE;
        boolean dynamic = options.has(SpecField.VOLUME_KIND)
                && options.choice(SpecField.VOLUME_KIND, "shared", "dynamic").equals("dynamic");
        VolumeRequest.Kind kind = dynamic ? VolumeRequest.Kind.DYNAMIC : VolumeRequest.Kind.SHARED;
        try {
            builder.volume(new VolumeRequest(kind, options.optionalText(size).map(ByteSize::parse)));
        } catch (InvalidSpecException e) {
            throw options.valuePlace(size).place(e);
        }
        if (options.has(size) && !options.has(SpecField.VOLUME_KIND)) {
            builder.warn(options.keyPlace(size) + ": size without a kind is a cap in shared storage:"
                    + " write kind: shared, or kind: dynamic for a volume of that size");
        }
    }
}
