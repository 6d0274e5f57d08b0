// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * One JSON object whose values are texts, numbers or lists of texts: all that a record or a heartbeat needs.
 *
 * <p>Written in ASCII, one field a line. Read as YAML, of which JSON is a part, event by event: nothing that is nested or
 * refers to something else is followed, so a hostile file costs no more than its length.
 */
public final class FlatJson {
    private static final int MAX_CHARS = 1 << 20;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    public FlatJson with(String key, String value) {
        fields.put(key, value);
        return this;
    }

    public FlatJson with(String key, long value) {
        fields.put(key, value);
        return this;
    }

    public FlatJson with(String key, List<String> values) {
        fields.put(key, List.copyOf(values));
        return this;
    }

    /** Returns the field's text; a number as its digits. */
    public String text(String key) throws IOException {
        Object value = fields.get(key);
        if (value == null || value instanceof List) {
            throw new IOException(key + " is missing");
        }
        return value.toString();
    }

    Optional<String> optionalText(String key) throws IOException {
        return fields.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
    }

    public long number(String key) throws IOException {
        try {
            return Long.parseLong(text(key));
        } catch (NumberFormatException e) {
            throw new IOException(key + " is no number", e);
        }
    }

    List<String> texts(String key) throws IOException {
        if (fields.get(key) instanceof List<?> list) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new IOException(key + " is no list");
    }

    /** Reads what {@link #toString} wrote. */
    public static FlatJson parse(String text) throws IOException {
        if (text.length() > MAX_CHARS) {
            throw new IOException("longer than " + MAX_CHARS + " characters");
        }
        FlatJson plain = parsePlain(text);
        if (plain != null) {
            return plain;
        }
        try {
            LoadSettings settings = Reading.SETTINGS;
            Iterator<Event> events = new ParserImpl(settings, new StreamReader(settings, text));
            expect(events, Event.ID.StreamStart);
            expect(events, Event.ID.DocumentStart);
            expect(events, Event.ID.MappingStart);
            FlatJson json = new FlatJson();
            for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
                if (json.fields.put(scalar(key), value(events)) != null) {
                    throw new IOException("a field stands twice");
                }
            }
            expect(events, Event.ID.DocumentEnd);
            expect(events, Event.ID.StreamEnd);
            return json;
        } catch (YamlEngineException | NumberFormatException e) {
            // The latter is what snakeyaml-engine 3.2 throws for a text that ends within an escape.
            throw new IOException("no JSON", e);
        }
    }

    /**
     * Reads the form that {@link #toString} gives most records: one field a line, no escapes. Ten times as fast, which counts where a
     * storage of ten thousand datasets is listed; null for any other form.
     */
    private static @Nullable FlatJson parsePlain(String text) {
        if (!text.startsWith("{\n") || text.indexOf('\\') >= 0) {
            return null;
        }
        FlatJson json = new FlatJson();
        int start = 2;
        while (true) {
            int end = text.indexOf('\n', start);
            int keyEnd = text.indexOf("\": ", start + 1);
            if (end < 0 || keyEnd < 0 || keyEnd > end || text.charAt(start) != '"') {
                return null;
            }
            boolean isLast = text.charAt(end - 1) != ',';
            Object value = plainValue(text.substring(keyEnd + 3, isLast ? end : end - 1));
            if (value == null || json.fields.put(text.substring(start + 1, keyEnd), value) != null) {
                return null;
            }
            start = end + 1;
            if (isLast) {
                return text.substring(start).strip().equals("}") ? json : null;
            }
        }
    }

    private static @Nullable Object plainValue(String value) {
        if (value.equals("[]")) {
            return List.of();
        }
        int last = value.length() - 1;
        if (last > 0 && value.charAt(0) == '"' && value.indexOf('"', 1) == last) {
            String content = value.substring(1, last);
            return content.chars().allMatch(c -> c >= ' ' && c <= '~') ? content : null;
        }
        boolean isNumber = last >= 0 && value.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
        return isNumber ? value : null;
    }

    private static Object value(Iterator<Event> events) throws IOException {
        Event first = events.next();
        if (first.getEventId() != Event.ID.SequenceStart) {
            return scalar(first);
        }
        List<String> values = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            values.add(scalar(event));
        }
        return List.copyOf(values);
    }

    private static String scalar(Event event) throws IOException {
        if (event instanceof ScalarEvent scalar && scalar.getAnchor().isEmpty()) {
            return scalar.getValue();
        }
        throw new IOException("not flat");
    }

    private static void expect(Iterator<Event> events, Event.ID expected) throws IOException {
        if (events.next().getEventId() != expected) {
            throw new IOException("not one JSON object");
        }
    }

    @Override
    public String toString() {
        StringBuilder json = new StringBuilder("{");
        String separator = "\n";
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            json.append(separator);
            quote(json, field.getKey()).append(": ");
            if (field.getValue() instanceof List<?> list) {
                json.append('[');
                for (int i = 0; i < list.size(); i++) {
                    quote(i == 0 ? json : json.append(", "), (String) list.get(i));
                }
                json.append(']');
            } else if (field.getValue() instanceof String text) {
                quote(json, text);
            } else {
                json.append(field.getValue());
            }
            separator = ",\n";
        }
        return json.append("\n}\n").toString();
    }

    private static StringBuilder quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                json.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }

    /** Loaded by the first that reads: who only writes needs no parser. */
    private static final class Reading {
        private static final LoadSettings SETTINGS = LoadSettings.builder()
                .setLabel("record")
                .setCodePointLimit(MAX_CHARS)
                .setUseMarks(false)
                .build();
    }
}
