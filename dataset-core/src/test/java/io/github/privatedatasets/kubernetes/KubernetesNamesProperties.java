// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class KubernetesNamesProperties {
    @Property
    void labelIsOneWhateverTheText(@ForAll @StringLength(max = 255) String text) {
        assertThat(KubernetesNames.label("dataset", text)).matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    }

    @Property
    void differentTextsHaveDifferentLabels(@ForAll @StringLength(max = 100) String a, @ForAll String b) {
        Assume.that(!a.equals(b));
        assertThat(KubernetesNames.label("dataset", a)).isNotEqualTo(KubernetesNames.label("dataset", b));
    }

    @Example
    void labelSaysTheNameWhereItCan() {
        assertThat(KubernetesNames.label("dataset", "mnist")).isEqualTo("dataset-mnist");
        assertThat(KubernetesNames.label("dataset", "Mnist.v1")).matches("dataset-mnist-v1-[0-9a-f]{10}");
        assertThat(KubernetesNames.label("dataset", "\u4e2d")).matches("dataset-[0-9a-f]{10}");
        assertThat(KubernetesNames.label("dataset", "m".repeat(55))).hasSize(63);
        assertThat(KubernetesNames.label("dataset", "m".repeat(56))).hasSize(63).matches("dataset-m+-[0-9a-f]{10}");
    }

    @Example
    void namesThatDifferOnlyInWhatIsChangedStayApart() {
        List<String> names = List.of("a-b", "a_b", "a.b", "A-b", "a--b", "a-b-", "-a-b");
        assertThat(names.stream().map(name -> KubernetesNames.label("dataset", name)))
                .doesNotHaveDuplicates();
    }

    @Example
    void nameThatLooksLikeAnothersWithItsDigestGetsItsOwn() {
        String label = KubernetesNames.label("dataset", "A");
        assertThat(KubernetesNames.label("dataset", label.substring("dataset-".length())))
                .isNotEqualTo(label);
    }

    @Example
    void refusesWhatIsNoName() {
        for (String name : List.of("", "-a", "a-", "A", "a_b", "a..b", ".a", "a".repeat(254), "a\nb")) {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> KubernetesNames.requireSubdomain("claim", name))
                    .withMessageContaining("claim");
        }
        assertThat(KubernetesNames.requireSubdomain("claim", "a.b-1")).isEqualTo("a.b-1");
        assertThatIllegalArgumentException().isThrownBy(() -> KubernetesNames.requireLabel("container", "a.b"));
    }
}
