package io.github.privatedatasets.s3.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The headers of an answer, in their order; names in any case. */
final class HttpHeaders {
    /** Names and values in turn. */
    private final List<String> fields = new ArrayList<>(32);

    void add(String name, String value) {
        fields.add(name);
        fields.add(value);
    }

    Optional<String> first(String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                return Optional.of(fields.get(i + 1));
            }
        }
        return Optional.empty();
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                values.add(fields.get(i + 1));
            }
        }
        return values;
    }

    int size() {
        return fields.size() / 2;
    }
}
