// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** The order of the packages, and what each of them must not know. */
@AnalyzeClasses(packages = HouseRulesTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    static final String ROOT = "io.github.privatedatasets";

    /** From the bottom up: each package uses only those before it. */
    private static final List<String> ORDER = List.of(
            ROOT + ".spec",
            ROOT + ".errors",
            ROOT + ".spi",
            ROOT + ".fetch",
            ROOT + ".expand",
            ROOT + ".storage.disk",
            ROOT + ".storage.layout",
            ROOT + ".storage.record",
            ROOT + ".storage.lease",
            ROOT + ".storage.manifest",
            ROOT + ".storage.ephemeral",
            ROOT + ".storage",
            ROOT,
            ROOT + ".kubernetes",
            ROOT + ".testing");

    private static final String[] EXPORTED = {
        ROOT,
        ROOT + ".spec",
        ROOT + ".errors",
        ROOT + ".spi",
        ROOT + ".storage",
        ROOT + ".kubernetes",
        ROOT + ".testing"
    };

    @ArchTest
    static void everyPackageHasItsPlaceInTheOrder(JavaClasses house) {
        classes().should().resideInAnyPackage(ORDER.toArray(String[]::new)).check(house);
    }

    @ArchTest
    static void packagesUseOnlyThoseBelowThem(JavaClasses house) {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] above = ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
            if (above.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ORDER.get(i))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .allowEmptyShould(true)
                        .check(house);
            }
        }
    }

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule TESTING_USES_ONLY_WHAT_IS_EXPORTED = classes()
            .that()
            .resideInAPackage(ROOT + ".testing")
            .should()
            .onlyDependOnClassesThat(not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(EXPORTED)))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_CORE_KNOWS_NO_STORE_AND_NO_ARCHIVE_LIBRARY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "org.apache.commons..", "org.tukaani..");

    @ArchTest
    static final ArchRule ONLY_SPEC_RECORDS_AND_KUBERNETES_KNOW_YAML = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".spec", ROOT + ".storage.record", ROOT + ".kubernetes")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml..");

    /** Whatever of these packages is not named here can reach a disk or a network. */
    private static final DescribedPredicate<JavaClass> IO = resideInAnyPackage(
                    "java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "javax.net..")
            .and(not(equivalentTo(Serializable.class)
                    .or(equivalentTo(URI.class))
                    .or(equivalentTo(URISyntaxException.class))
                    .or(equivalentTo(Path.class))))
            .as("does I/O");

    @ArchTest
    static final ArchRule SPEC_DOES_NO_IO =
            noClasses().that().resideInAPackage(ROOT + ".spec").should().dependOnClassesThat(IO);

    @ArchTest
    static final ArchRule NAMES_SAY_THE_ROLE =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl|Base)");

    @ArchTest
    static final ArchRule API_CLASSES_ARE_MADE_BY_FACTORIES = constructors()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage(EXPORTED)
                    .and(not(assignableTo(Throwable.class)))
                    .and(not(assignableTo(Record.class)))
                    .and(DescribedPredicate.describe(
                            "are public", c -> c.getModifiers().contains(JavaModifier.PUBLIC))))
            .should()
            .notBePublic();
}
