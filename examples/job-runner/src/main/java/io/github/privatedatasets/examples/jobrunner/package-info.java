/**
 * The library's main job as a program: stages the datasets of a job, shows the plan, runs a command with them, lists them.
 *
 * <p>Open {@code JobRunner} for the commands, {@code StagerSetup} for how a service builds its stager, and {@code ExitCode}
 * for what failed. The rest is what any runner needs around the library: reading specs, links in place of mounts, a child
 * process that ends with us, and output that others can parse.
 */
package io.github.privatedatasets.examples.jobrunner;
