// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;

/** A spec as it was written, whatever it was written in: texts, lists and mappings, each with its place. No number, no boolean. */
sealed interface SpecNode {
    Place place();

    /** Returns what this is, for a message. */
    String kind();

    /** Tells whether this says nothing: null, blank or empty. */
    boolean isAbsent();

    record Text(String text, boolean isNull, Place place) implements SpecNode {
        @Override
        public String kind() {
            return isAbsent() ? "nothing" : "a text";
        }

        @Override
        public boolean isAbsent() {
            return isNull || text.isBlank();
        }

        /** Hidden: it may be a key. */
        @Override
        public String toString() {
            return "Text[" + place + "]";
        }
    }

    record Items(List<SpecNode> nodes, Place place) implements SpecNode {
        @Override
        public String kind() {
            return "a list";
        }

        @Override
        public boolean isAbsent() {
            return nodes.isEmpty();
        }
    }

    record Fields(List<Field> fields, Place place) implements SpecNode {
        @Override
        public String kind() {
            return "a mapping";
        }

        @Override
        public boolean isAbsent() {
            return fields.isEmpty();
        }
    }

    /** A value of a job's own, which was passed over: it may be anything. */
    record Unread(Place place) implements SpecNode {
        @Override
        public String kind() {
            return "a job's own value";
        }

        @Override
        public boolean isAbsent() {
            return false;
        }
    }

    record Field(String key, Place keyPlace, SpecNode value) {}
}
