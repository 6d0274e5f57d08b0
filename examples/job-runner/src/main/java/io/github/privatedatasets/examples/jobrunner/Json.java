// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes flat JSON: an array of objects whose values are texts, numbers, booleans or null. */
final class Json {
    private Json() {}

    /** Returns the array on one line, each object's keys in the order of its map. */
    static String array(List<Map<String, Object>> objects) {
        return objects.stream().map(Json::object).collect(Collectors.joining(",\n ", "[", "]"));
    }

    private static String object(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(e -> string(e.getKey()) + ": " + value(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String value(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Json::value).collect(Collectors.joining(", ", "[", "]"));
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : string(value.toString());
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                // A lone surrogate has no UTF-8 form; as an escape it survives.
                json.append(String.format("\\u%04x", c));
            } else {
                json.appendCodePoint(c);
            }
        });
        return json.append('"').toString();
    }
}
