// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.kubernetes;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Writes maps, lists, texts and booleans as YAML. Every text that is a value is quoted, and what is not ASCII is escaped: Kubernetes reads YAML 1.1,
 * in which {@code yes}, {@code 1e3} and {@code 1:30} are no texts, and a few letters break lines.
 */
final class PodYaml {
    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setUseUnicodeEncoding(false)
            .setSplitLines(false)
            .build();

    private PodYaml() {}

    static String of(Map<String, Object> map) {
        Text text = new Text();
        new Dump(SETTINGS).dumpNode(node(map), text);
        return text.toString();
    }

    private static Node node(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<NodeTuple> entries = new ArrayList<>();
            map.forEach((key, held) ->
                    entries.add(new NodeTuple(new ScalarNode(Tag.STR, key.toString(), ScalarStyle.PLAIN), node(held))));
            return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
        }
        if (value instanceof List<?> list) {
            return new SequenceNode(Tag.SEQ, list.stream().map(PodYaml::node).toList(), FlowStyle.BLOCK);
        }
        return value instanceof Boolean
                ? new ScalarNode(Tag.BOOL, value.toString(), ScalarStyle.PLAIN)
                : new ScalarNode(Tag.STR, value.toString(), ScalarStyle.DOUBLE_QUOTED);
    }

    private static final class Text extends StringWriter implements StreamDataWriter {
        @Override
        public void flush() {}
    }
}
