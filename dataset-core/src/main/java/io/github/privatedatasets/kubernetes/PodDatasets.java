// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.kubernetes;

import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.storage.MountedVolumes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The datasets of one job as parts of its pod, for a client of Kubernetes to take, or as YAML.
 *
 * <p>A shared dataset is a read-only mount of the claim that holds the team's storage. A dynamic one is a volume of its own, made with the pod and
 * removed with it: an init container stages into it, and the job's container has it read-only.
 *
 * <p>The maps and lists are as Kubernetes' JSON has them, and cannot be changed.
 *
 * <p><b>Threads.</b> Immutable and thread-safe.
 */
public final class PodDatasets {
    /** Where the init container has the Secret with the specs, each of its keys as a file. */
    public static final String SPECS = "/etc/datasets";

    /** Where the init container has the volumes, each under its dataset's name; {@link MountedVolumes#under} is given it. */
    public static final String VOLUMES = "/volumes";

    /** The init container, and the volume of its specs: no dataset's or claim's volume is called so, nor likely one of the pod's own. */
    private static final String STAGING = "stage-datasets";

    private final List<Map<String, Object>> volumes;
    private final List<Map<String, Object>> initContainers;
    private final List<Map<String, Object>> volumeMounts;

    private PodDatasets(Builder builder) {
        List<Map<String, Object>> all = new ArrayList<>(builder.volumes.values());
        if (builder.toBeStaged.isEmpty()) {
            initContainers = List.of();
        } else {
            Map<String, Object> container = builder.container;
            if (container == null) {
                throw new IllegalArgumentException(
                        "dynamic datasets need an init container that stages them: name its image by stagedBy");
            }
            all.add(map("name", STAGING, "secret", map("secretName", builder.secret)));
            List<Map<String, Object>> mounts = new ArrayList<>(builder.toBeStaged);
            mounts.add(map("name", STAGING, "mountPath", SPECS, "readOnly", true));
            Map<String, Object> mounting = new LinkedHashMap<>(container);
            mounting.put("volumeMounts", List.copyOf(mounts));
            initContainers = List.of(Collections.unmodifiableMap(mounting));
        }
        volumes = List.copyOf(all);
        volumeMounts = List.copyOf(builder.mounts.values());
    }

    /** Starts with no dataset. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the pod's volumes: one for each claim and for each dynamic dataset, and the Secret with the specs. */
    public List<Map<String, Object>> volumes() {
        return volumes;
    }

    /** Returns the init container that stages the dynamic datasets; empty where there is none. */
    public List<Map<String, Object>> initContainers() {
        return initContainers;
    }

    /** Returns the mounts of the job's container, one for each dataset, at {@code /data/NAME}. */
    public List<Map<String, Object>> volumeMounts() {
        return volumeMounts;
    }

    /**
     * Returns all three as the YAML of a pod's spec, in which this container is the job's: a strategic merge patch for the spec of a pod that has the
     * rest, such as the job's image.
     *
     * @throws IllegalArgumentException if the container's name is none, or the init container's
     */
    public String yaml(String jobContainer) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("volumes", volumes);
        if (!initContainers.isEmpty()) {
            if (jobContainer.equals(STAGING)) {
                throw new IllegalArgumentException(
                        "the job's container is called " + STAGING + " as is the one that stages: call it otherwise");
            }
            spec.put("initContainers", initContainers);
        }
        String name = KubernetesNames.requireLabel("container", jobContainer);
        spec.put("containers", List.of(map("name", name, "volumeMounts", volumeMounts)));
        return PodYaml.of(spec);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** Collects the datasets of one job; not thread-safe. */
    public static final class Builder {
        private final Map<String, Map<String, Object>> volumes = new LinkedHashMap<>();
        private final Map<String, Map<String, Object>> mounts = new LinkedHashMap<>();
        private final List<Map<String, Object>> toBeStaged = new ArrayList<>();
        private @Nullable Map<String, Object> container;
        private String secret = "";
        private @Nullable String storageClass;

        private Builder() {}

        /**
         * Adds what stands in shared storage: a mount of the claim that has the storage's root at its own root.
         *
         * @param mount of a dataset that was staged, or is planned; or {@code SharedStorage.notebookMount}
         * @param claimName the claim, in the pod's namespace
         * @param storageRoot where this host has what the claim holds
         * @throws IllegalArgumentException if the claim's name is none, or the mount is of something elsewhere
         * @throws InvalidSpecException if another dataset is mounted at the same path, or the path holds a colon
         */
        public Builder shared(Mount mount, String claimName, Path storageRoot) {
            Path root = storageRoot.toAbsolutePath().normalize();
            Path source = mount.source().toAbsolutePath().normalize();
            if (!source.startsWith(root) || source.equals(root)) {
                throw new IllegalArgumentException(OneLine.of(source + " is not below the storage's root " + root));
            }
            String volume = KubernetesNames.label("storage", claimName);
            volumes.put(volume, map("name", volume, "persistentVolumeClaim", claim(claimName)));
            mount(volume, mount.target(), root.relativize(source), mount.readOnly());
            return this;
        }

        private static Map<String, Object> claim(String name) {
            return map("claimName", KubernetesNames.requireSubdomain("claim", name));
        }

        /**
         * Adds a dataset that is staged in the pod: a volume that may become as large as the plan says. A file system keeps some of it for itself.
         *
         * @throws InvalidSpecException if another dataset is mounted at the same path, or the name holds a colon
         */
        public Builder dynamic(StagingPlan plan) {
            DatasetName name = plan.name();
            String volume = KubernetesNames.label("dataset", name.value());
            mount(volume, plan.mountPath(), MountedVolumes.pathInVolume(name), true);
            Map<String, Object> claim = new LinkedHashMap<>();
            claim.put("accessModes", List.of("ReadWriteOnce"));
            if (storageClass != null) {
                claim.put("storageClassName", storageClass);
            }
            claim.put("resources", map("requests", map("storage", quantity(plan))));
            Map<String, Object> template = map("spec", Collections.unmodifiableMap(claim));
            volumes.put(volume, map("name", volume, "ephemeral", map("volumeClaimTemplate", template)));
            toBeStaged.add(map("name", volume, "mountPath", VOLUMES + "/" + name.value()));
            return this;
        }

        /** Kubernetes knows the units of specs, but writes 1000 as k. */
        private static String quantity(StagingPlan plan) {
            String size = plan.volume()
                    .limit()
                    .map(ByteSize::toString)
                    .orElseThrow(() ->
                            new IllegalArgumentException(OneLine.of(plan.name() + " is planned for shared storage")));
            return size.replace("K", size.endsWith("i") ? "K" : "k");
        }

        private void mount(String volume, String target, Path path, boolean readOnly) {
            if (target.indexOf(':') >= 0) {
                throw new InvalidSpecException(
                        "mount path " + target + " holds a colon, which Kubernetes does not take: set another name");
            }
            Map<String, Object> mount =
                    map("name", volume, "mountPath", target, "subPath", path.toString(), "readOnly", readOnly);
            if (mounts.putIfAbsent(target, mount) != null) {
                throw new InvalidSpecException("two datasets would be mounted at " + target + ": set name in one");
            }
        }

        /**
         * Sets what stages the dynamic datasets.
         *
         * @param image has the program as its entry point
         * @param specSecret the Secret that holds the specs, and so their keys; mounted at {@link #SPECS}
         * @param arguments what the program is told, taken as it is: {@code $(NAME)} is no variable. It stages into {@link #VOLUMES}
         * @throws IllegalArgumentException if the Secret's name is none
         */
        public Builder stagedBy(String image, String specSecret, List<String> arguments) {
            secret = KubernetesNames.requireSubdomain("secret", specSecret);
            container = map(
                    "name",
                    STAGING,
                    "image",
                    image,
                    "args",
                    arguments.stream().map(Builder::literal).toList());
            return this;
        }

        /** What Kubernetes would replace, it takes literally where the dollar is doubled. */
        private static String literal(String argument) {
            return argument.replace("$", "$$");
        }

        /** Sets the storage class of the volumes of datasets added after; the cluster's own where not called. */
        public Builder storageClass(String name) {
            storageClass = KubernetesNames.requireSubdomain("storage class", name);
            return this;
        }

        /** Returns the parts; dynamic datasets without {@link #stagedBy} are an {@code IllegalArgumentException}. */
        public PodDatasets build() {
            return new PodDatasets(this);
        }
    }
}
