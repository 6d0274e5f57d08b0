// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what some other parser made of a spec. Whole numbers and booleans are taken for their text. */
final class SpecMaps {
    private final SpecLimits limits = new SpecLimits();

    private SpecMaps() {}

    static SpecNode.Items read(List<? extends Map<String, ?>> datasets) {
        return new SpecMaps().items(datasets, "datasets", 0);
    }

    private SpecNode node(@Nullable Object value, String path, int depth) {
        if (value instanceof Map<?, ?> map) {
            return fields(map, path, depth);
        }
        if (value instanceof Collection<?> list) {
            return items(list, path, depth);
        }
        Place place = new Place.AmongMaps(path);
        String text = value == null ? "null" : text(value, place);
        limits.admit(place, depth, text);
        return new SpecNode.Text(text, value == null, place);
    }

    private static String text(Object value, Place place) {
        if (value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger) {
            return value.toString();
        }
        if (value instanceof Number) {
            // 1e10 and 10000000000.0 are one number, and two versions.
            throw place.refuse("found a number that is not whole, whose spelling is lost: write the value in quotes");
        }
        throw place.refuse("found a " + value.getClass().getName() + ": write a text, in quotes");
    }

    private SpecNode.Items items(Collection<?> values, String path, int depth) {
        Place place = new Place.AmongMaps(path);
        limits.admit(place, depth);
        List<SpecNode> nodes = new ArrayList<>();
        for (Object value : values) {
            nodes.add(node(value, path + "[" + nodes.size() + "]", depth + 1));
        }
        return new SpecNode.Items(nodes, place);
    }

    private SpecNode.Fields fields(Map<?, ?> map, String path, int depth) {
        Place place = new Place.AmongMaps(path);
        limits.admit(place, depth);
        List<SpecNode.Field> fields = new ArrayList<>();
        map.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw place.refuse("a key is no text: write one of " + SpecField.keys(SpecField.OF_DATASET));
            }
            String fieldPath = SpecField.isShowable(name) ? path + "." + name : path;
            fields.add(new SpecNode.Field(name, new Place.AmongMaps(fieldPath), node(value, fieldPath, depth + 1)));
        });
        return new SpecNode.Fields(fields, place);
    }
}
