// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads the one document of a YAML 1.2 or JSON text. Scalars stay the text they are written as; anchors, aliases and tags,
 * which a spec has no use for and hostile text has, are refused in what is read, and mean nothing in what is passed over.
 */
final class SpecText {
    // The parser's events, and not Load: that one overflows the stack at a few thousand brackets. And not
    // api.lowlevel.Parse,
    // which gives the same events: snakeyaml-engine 3.2 does not export that package to named modules.
    private final Parser events;
    private Place last = new Place.InText(1, 1);
    private final SpecLimits limits = new SpecLimits();

    private SpecText(String text) {
        LoadSettings settings = LoadSettings.builder()
                // Text that is longer than the reader's buffer is copied again for every buffer in it: take it in one.
                .setBufferSize(text.length() + 1)
                .setCodePointLimit(SpecLimits.MAX_TEXT)
                .build();
        events = new ParserImpl(settings, new StreamReader(settings, text));
    }

    /** Returns the document; empty where the text holds nothing but blanks and comments. */
    static Optional<SpecNode> read(String text) {
        SpecText spec = of(text);
        return spec.document(root -> spec.node(root, 0));
    }

    /** Returns the document as {@link #read} does; where it is a mapping, the values of all its keys but this one are passed over. */
    static Optional<SpecNode> readOnly(String key, String text) {
        SpecText spec = of(text);
        return spec.document(
                root -> root instanceof MappingStartEvent ? spec.only(key, place(root)) : spec.node(root, 0));
    }

    private static SpecText of(String text) {
        if (text.length() > SpecLimits.MAX_TEXT) {
            throw new InvalidSpecException("the spec is " + text.length() + " characters long: write at most "
                    + SpecLimits.MAX_TEXT + ", or stage it in parts");
        }
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        requirePrintable(body);
        return new SpecText(body);
    }

    // The parser refuses the same characters, but tells no line.
    private static void requirePrintable(String text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                throw new InvalidSpecException(String.format(
                                "character U+%04X cannot stand in a text: save the spec as UTF-8 without it", c))
                        .at(line, column);
            }
            column = c == '\n' ? 1 : column + 1;
            line += c == '\n' ? 1 : 0;
        }
    }

    private Optional<SpecNode> document(Function<Event, SpecNode> reader) {
        next(); // the stream's start
        if (next().getEventId() == Event.ID.StreamEnd) {
            return Optional.empty();
        }
        SpecNode root = reader.apply(next());
        Event end = next();
        while (end instanceof DocumentEndEvent) {
            end = next();
        }
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw place(end).refuse("a second document starts here: put all datasets into one list");
        }
        return Optional.of(root);
    }

    private SpecNode.Fields only(String wanted, Place place) {
        List<SpecNode.Field> fields = new ArrayList<>();
        boolean isFound = false;
        for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
            Place keyPlace = place(key);
            limits.admit(keyPlace, 1);
            if (key instanceof ScalarEvent scalar && scalar.getValue().equals(wanted)) {
                if (isFound) {
                    throw twice(wanted, keyPlace);
                }
                isFound = true;
                fields.add(new SpecNode.Field(wanted, keyPlace, node(next(), 1)));
                continue;
            }
            passOver(key);
            Event value = next();
            passOver(value);
            if (key instanceof ScalarEvent scalar) {
                fields.add(new SpecNode.Field(scalar.getValue(), keyPlace, new SpecNode.Unread(place(value))));
            }
        }
        return new SpecNode.Fields(fields, place);
    }

    /** Takes a node's events, and keeps none: no alias is followed, so that the text's length bounds what that takes. */
    private void passOver(Event first) {
        int open = 0;
        Event event = first;
        while (true) {
            if (event instanceof CollectionStartEvent && ++open > SpecLimits.MAX_DEPTH_PASSED_OVER) {
                throw place(event)
                        .refuse("lists and mappings are nested more than " + SpecLimits.MAX_DEPTH_PASSED_OVER
                                + " deep: a job's file may hold no more beside its datasets");
            }
            if (event instanceof CollectionEndEvent) {
                open--;
            }
            if (open == 0) {
                return;
            }
            event = next();
        }
    }

    private SpecNode node(Event event, int depth) {
        Place place = place(event);
        if (event instanceof AliasEvent || ((NodeEvent) event).getAnchor().isPresent()) {
            throw place.refuse("& and * (anchors and aliases) are not read: write the value out, or in quotes");
        }
        if (event instanceof ScalarEvent scalar) {
            return text(scalar, place, depth);
        }
        CollectionStartEvent start = (CollectionStartEvent) event;
        refuseTag(start.getTag(), place);
        limits.admit(place, depth);
        return event instanceof MappingStartEvent ? fields(place, depth) : items(place, depth);
    }

    private SpecNode.Text text(ScalarEvent scalar, Place place, int depth) {
        refuseTag(scalar.getTag(), place);
        limits.admit(place, depth, scalar.getValue());
        boolean isNull =
                scalar.isPlain() && Set.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
        return new SpecNode.Text(scalar.getValue(), isNull, place);
    }

    private static void refuseTag(Optional<String> tag, Place place) {
        if (tag.isPresent()) {
            throw place.refuse("! (a tag) is not read: leave it out, or write the value in quotes");
        }
    }

    private SpecNode.Items items(Place place, int depth) {
        List<SpecNode> nodes = new ArrayList<>();
        Event event = next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            nodes.add(node(event, depth + 1));
            event = next();
        }
        return new SpecNode.Items(nodes, place);
    }

    private SpecNode.Fields fields(Place place, int depth) {
        List<SpecNode.Field> fields = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Event event = next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            if (!(node(event, depth + 1) instanceof SpecNode.Text key)) {
                throw place(event).refuse("a list or mapping stands where a key is expected: write key: value");
            }
            if (!seen.add(key.text())) {
                throw twice(key.text(), key.place());
            }
            fields.add(new SpecNode.Field(key.text(), key.place(), node(next(), depth + 1)));
            event = next();
        }
        return new SpecNode.Fields(fields, place);
    }

    private static InvalidSpecException twice(String key, Place place) {
        return place.refuse("key " + SpecField.shownKey(key) + " is there twice: keep one");
    }

    // No cause is kept: the parser's messages hold the line they complain about, which may hold a key.
    private Event next() {
        try {
            Event event = events.next();
            last = place(event);
            return event;
        } catch (MarkedYamlEngineException e) {
            throw SyntaxProblem.of(e);
        } catch (YamlEngineException e) {
            throw last.refuse("the text is no YAML 1.2: remove its %YAML line");
        } catch (RuntimeException e) {
            // snakeyaml-engine 3.2 throws NumberFormatException for a text that ends within an escape: "\x
            throw last.refuse(
                    "what follows here is neither YAML nor JSON: check the quotes and what follows a backslash");
        }
    }

    private static Place place(Event event) {
        return event.getStartMark()
                .map(mark -> new Place.InText(mark.getLine() + 1, mark.getColumn() + 1))
                .orElseThrow();
    }
}
