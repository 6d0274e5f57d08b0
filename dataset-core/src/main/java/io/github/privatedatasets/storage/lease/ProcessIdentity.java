// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process on which host, in a way that another process of the host can tell whether it still lives.
 *
 * @param host equal for two processes only if they can see each other: the boot and the pid namespace, where Linux tells them,
 *     else the host's name
 * @param hostName the host's name, for people
 * @param pid the process id, in its namespace
 * @param started when the process started, as the host counts it: tells a process from a later one of the same pid
 */
public record ProcessIdentity(String host, String hostName, long pid, String started) {
    private static final Path PROC = Path.of("/proc");
    private static final String UNKNOWN_START = "unknown";

    /** What is seen of a process. */
    enum Sight {
        LIVES,
        GONE,
        UNKNOWN
    }

    public static ProcessIdentity current() {
        String hostName = hostNameOrUnknown();
        long pid = ProcessHandle.current().pid();
        String started;
        try {
            started = startOf(pid).orElse(UNKNOWN_START);
        } catch (IOException e) {
            started = UNKNOWN_START;
        }
        return new ProcessIdentity(bootAndNamespace().orElse(hostName), hostName, pid, started);
    }

    /** Looks for the process from this one; unknown where the two cannot see each other. */
    Sight seenFrom(ProcessIdentity observer) {
        if (!host.equals(observer.host) || started.equals(UNKNOWN_START)) {
            return Sight.UNKNOWN;
        }
        try {
            return startOf(pid).equals(Optional.of(started)) ? Sight.LIVES : Sight.GONE;
        } catch (IOException e) {
            return Sight.UNKNOWN;
        }
    }

    private static Optional<String> bootAndNamespace() {
        try {
            String boot =
                    Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            return Optional.of(boot + " " + Files.readSymbolicLink(PROC.resolve("self/ns/pid")));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** Returns when the living process of this pid started; empty if there is none. Fails where that cannot be told. */
    private static Optional<String> startOf(long pid) throws IOException {
        if (!Files.exists(PROC.resolve("self/stat"))) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .map(Instant::toString);
        }
        try {
            // pid (name) state ppid ...: the name may hold anything, so count from its last parenthesis (proc(5)).
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            // Field 22, in ticks since the boot. ProcessHandle would add the boot's time of day, which moves with the
            // clock.
            return ended ? Optional.empty() : Optional.of(fields[19]);
        } catch (NoSuchFileException e) {
            if (Files.exists(PROC.resolve("1/stat"))) {
                return Optional.empty();
            }
            throw e; // Mounted with hidepid: other users' processes cannot be seen.
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("not the form of proc(5)", e);
        }
    }

    private static String hostNameOrUnknown() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "unknown";
            }
        }
    }
}
