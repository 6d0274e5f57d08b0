// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.Slot;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that fills an ephemeral volume, says where, and stays. */
final class VolumeHolder {
    private VolumeHolder() {}

    public static void main(String[] args) throws Exception {
        EphemeralVolumes volumes = EphemeralVolumes.under(Path.of(args[0]));
        Slot slot = volumes.claim(TinyStager.target("s3://bucket/mnist.zip"), (holder, waited) -> {});
        Path tree = slot.begin();
        Files.writeString(tree.resolve("content.txt"), "x");
        System.out.println(tree.getParent());
        Thread.sleep(Long.MAX_VALUE);
    }
}
