// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spi.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints what staging would do; asks the store, and writes nothing. */
@Command(name = "plan", description = "Prints what stage would do. Writes nothing.")
final class PlanCommand implements Callable<Integer>, JobRunner.RendersMounts {
    @ParentCommand
    private JobRunner runner;

    @Mixin
    private PodOptions pod;

    @Parameters(arity = "1..*", paramLabel = "SPEC", description = "Files of dataset specs; - is standard input.")
    private List<String> files;

    @Override
    public Integer call() throws Exception {
        List<DatasetSpec> specs = runner.specs(files);
        StagerSetup setup = StagerSetup.of(runner.options(), specs);
        List<StagingPlan> plans;
        try (DatasetStager stager = setup.stager()) {
            plans = setup.teamStager(stager).planAll(specs);
        }
        for (int i = 0; i < plans.size(); i++) {
            StagingPlan plan = plans.get(i);
            specs.get(i).warnings().forEach(warning -> runner.progress().warned(plan.name(), warning));
            plan.replaces().ifPresent(origin -> runner.progress().warned(plan.name(), "would replace " + origin));
        }
        switch (runner.options().output()) {
            case docker -> runner.printForDocker(plans.stream().map(this::mount).toList());
            case kubernetes ->
                runner.printPod(
                        pod,
                        plans.stream()
                                .filter(p -> !isDynamic(p))
                                .map(StagingPlan::mount)
                                .toList(),
                        plans.stream().filter(PlanCommand::isDynamic).toList());
            default -> runner.print(plans, PlanCommand::json, PlanCommand::text);
        }
        return ExitCode.DONE.number();
    }

    private static boolean isDynamic(StagingPlan plan) {
        return plan.volume().isEphemeral();
    }

    private Mount mount(StagingPlan plan) {
        if (isDynamic(plan)) {
            throw runner.options()
                    .invalid("where the dynamic volume of " + plan.name()
                            + " stands is not known before it is made: use stage --hold");
        }
        return plan.mount();
    }

    private static Map<String, Object> json(StagingPlan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", plan.name());
        json.put("uri", plan.uri());
        json.put("action", action(plan));
        json.put("path", plan.path());
        json.put("mountPath", plan.mountPath());
        json.put("storage", plan.volume().kind());
        json.put("limit", plan.volume().limit().map(limit -> limit.bytes()).orElse(null));
        json.put("etag", plan.revision().flatMap(Revision::etag).orElse(null));
        json.put("versionId", plan.revision().flatMap(Revision::versionId).orElse(null));
        json.put("listing", plan.revision().flatMap(Revision::listing).orElse(null));
        json.put("bytes", boxed(plan.sizeBytes()));
        json.put("replaces", plan.replaces().orElse(null));
        return json;
    }

    private static String text(StagingPlan plan) {
        return plan.mountPath() + " <- " + plan.path() + " (" + plan.volume().kind() + ", " + action(plan) + " "
                + plan.uri()
                + (plan.sizeBytes().isPresent()
                        ? ", " + Quantity.bytes(plan.sizeBytes().getAsLong())
                        : "")
                + plan.revision()
                        .flatMap(Revision::etag)
                        .map(etag -> ", etag " + etag)
                        .orElse("")
                + ")";
    }

    /** Returns the action as a word, such as {@code expand-archive}. */
    private static String action(StagingPlan plan) {
        return plan.action().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object boxed(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
