// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The values one mapping gives for its fields: every key known, none twice, none that says nothing. */
final class FieldValues {
    private final Map<SpecField, SpecNode.Field> found = new EnumMap<>(SpecField.class);
    private final Map<SpecField, SpecNode.Field> leftEmpty = new EnumMap<>(SpecField.class);

    private FieldValues() {}

    /**
     * Sorts a mapping's values by field.
     *
     * @param known the fields the mapping may have
     * @param alsoNear keys that are right elsewhere, to propose for a misspelt one
     */
    static FieldValues of(SpecNode.Fields mapping, List<SpecField> known, String... alsoNear) {
        FieldValues values = new FieldValues();
        for (SpecNode.Field field : mapping.fields()) {
            SpecField as = SpecField.of(field.key(), known).orElseThrow(() -> unknown(field, known, alsoNear));
            if (saysNothing(as, field.value())) {
                if (isLeftEmpty(field.value())) {
                    values.leftEmpty.put(as, field);
                }
                continue;
            }
            SpecNode.Field other = values.found.put(as, field);
            if (other != null) {
                throw field.keyPlace()
                        .refuse(other.key() + " and " + field.key() + " say the same: keep " + as.key() + " only");
            }
        }
        return values;
    }

    private static boolean saysNothing(SpecField field, SpecNode value) {
        return value.isAbsent()
                || (field.isCredential()
                        && value instanceof SpecNode.Text t
                        && t.text().equalsIgnoreCase("none"));
    }

    /** A null that was written means none; what is empty may be a template's, of which a value was forgotten. */
    private static boolean isLeftEmpty(SpecNode value) {
        return value.isAbsent()
                && !(value instanceof SpecNode.Text t && !t.text().isBlank());
    }

    private static InvalidSpecException unknown(SpecNode.Field field, List<SpecField> known, String... alsoNear) {
        List<String> near = new ArrayList<>(List.of(alsoNear));
        known.forEach(f -> near.add(f.key()));
        String advice = Optional.of(field.key())
                .filter(SpecField::isShowable)
                .flatMap(key -> Misspelling.nearest(key, near))
                .map(key -> ": did you mean " + key + "?")
                .orElseGet(() -> ": write key: value with one of " + SpecField.keys(known));
        return field.keyPlace().refuse("unknown key " + SpecField.shownKey(field.key()) + advice);
    }

    /** Returns the fields that say something, in the order of {@link SpecField}. */
    Iterable<SpecField> fields() {
        return found.keySet();
    }

    /** Returns where the field's key stands, if its value was left empty. */
    Optional<Place> leftEmpty(SpecField field) {
        return Optional.ofNullable(leftEmpty.get(field)).map(SpecNode.Field::keyPlace);
    }

    boolean has(SpecField field) {
        return found.containsKey(field);
    }

    /** Returns the key as it is spelt here. */
    String spelling(SpecField field) {
        return get(field).key();
    }

    Place keyPlace(SpecField field) {
        return get(field).keyPlace();
    }

    Place valuePlace(SpecField field) {
        return get(field).value().place();
    }

    Optional<String> optionalText(SpecField field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    String text(SpecField field) {
        if (get(field).value() instanceof SpecNode.Text text) {
            return text.text();
        }
        throw wrongKind(field);
    }

    boolean flag(SpecField field) {
        return choice(field, "true", "false").equals("true");
    }

    /** Returns which of two texts the value is, in any case. */
    String choice(SpecField field, String one, String other) {
        String text = text(field).toLowerCase(Locale.ROOT);
        if (text.equals(one) || text.equals(other)) {
            return text;
        }
        throw valuePlace(field)
                .refuse(field.key() + " is " + PlainText.quoted(text(field)) + ": write " + one + " or " + other);
    }

    /** Returns a list of globs, or one that stands for a list. */
    List<String> globs(SpecField field) {
        SpecNode value = get(field).value();
        List<SpecNode> nodes = value instanceof SpecNode.Items items ? items.nodes() : List.of(value);
        List<String> globs = new ArrayList<>();
        for (SpecNode node : nodes) {
            if (!(node instanceof SpecNode.Text text)) {
                throw node.place().refuse(field.key() + " holds " + node.kind() + ": write " + field.accepts());
            }
            try {
                PathFilter.requireGlob(text.text());
            } catch (InvalidSpecException e) {
                throw text.place().place(e);
            }
            globs.add(text.text());
        }
        return globs;
    }

    SpecNode.Fields mapping(SpecField field) {
        if (get(field).value() instanceof SpecNode.Fields fields) {
            return fields;
        }
        throw wrongKind(field);
    }

    private InvalidSpecException wrongKind(SpecField field) {
        return valuePlace(field)
                .refuse(field.key() + " is " + get(field).value().kind() + ": write " + field.accepts());
    }

    private SpecNode.Field get(SpecField field) {
        return Objects.requireNonNull(found.get(field), field::key);
    }
}
