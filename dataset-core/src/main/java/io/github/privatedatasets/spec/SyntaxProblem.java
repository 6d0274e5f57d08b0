// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Says in words of ours what the YAML parser found wrong. Its own words are only compared, never passed on: its message
 * holds the source line, and even its problem quotes characters of the text.
 */
enum SyntaxProblem {
    SECOND_COLON(
            "mapping values are not allowed here",
            "a second key starts inside a value: put the value in quotes",
            false),
    UNCLOSED_QUOTE("found unexpected end of stream", "the quote that opens here is never closed", true),
    UNCLOSED_LIST("expected ',' or ']'", "expected a comma or ] in the list", false),
    UNCLOSED_MAPPING("expected ',' or '}'", "expected a comma or } in the mapping", false),
    INDENTATION(
            "expected <block end>",
            "this does not fit the lines above: check the indentation, and the quotes and commas before it",
            false),
    TAB("found character '\\t", "a tab cannot indent: use blanks", false),
    TAB_BEFORE_KEY("found a key after \\t", "a tab cannot indent: use blanks", false),
    START_OF_VALUE("found character '", "a value cannot start with this character: put it in quotes", false),
    MISSING_COLON("could not find expected ':'", "expected a colon and a blank after the key that starts here", true),
    MISPLACED_ITEM(
            "sequence entries are not allowed here", "a list cannot start here: put its - on a line of its own", false),
    UNKNOWN_ESCAPE(
            "found unknown escape character",
            "unknown escape after a backslash: write \\\\ for a backslash, or use single quotes",
            false),
    BROKEN_ESCAPE("expected escape sequence", "unfinished escape after a backslash: write \\\\ for a backslash", false),
    TEXT_AFTER_END(
            "expected '<document start>'",
            "more text after the end of the spec: remove it, or put all datasets into one list",
            false),
    MISSING_VALUE("expected the node content", "a value is missing, or a bracket or comma is too much", false),
    OTHER("", "this is neither YAML nor JSON", false);

    private static final String EXPECTED = "; expected datasets: [ {uri: ...}, ... ] as YAML or JSON";

    private final String prefix;
    private final String message;
    // What began there tells more than where the text broke off.
    private final boolean atContext;

    SyntaxProblem(String prefix, String message, boolean atContext) {
        this.prefix = prefix;
        this.message = message;
        this.atContext = atContext;
    }

    static InvalidSpecException of(MarkedYamlEngineException e) {
        String found = Optional.ofNullable(e.getProblem()).orElse("");
        for (SyntaxProblem problem : values()) {
            if (found.startsWith(problem.prefix)) {
                return problem.placed(e);
            }
        }
        return OTHER.placed(e);
    }

    private InvalidSpecException placed(MarkedYamlEngineException e) {
        InvalidSpecException error = new InvalidSpecException(message + (this == OTHER ? EXPECTED : ""));
        Optional<Mark> mark = atContext
                ? e.getContextMark().or(e::getProblemMark)
                : e.getProblemMark().or(e::getContextMark);
        return mark.map(m -> error.at(m.getLine() + 1, m.getColumn() + 1)).orElse(error);
    }
}
