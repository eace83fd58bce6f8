package dev.regroup.compat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A volume in memory of a given size, at a folder, of which a part is taken until it is freed.
final class SmallVolume implements AutoCloseable {
    private final Path folder;

    private SmallVolume(Path folder) {
        this.folder = folder;
    }

    /// Why there is none, for whoever may not mount.
    static final class NotPermitted extends Exception {
        private static final long serialVersionUID = 1L;

        NotPermitted(String message) {
            super(message);
        }
    }

    static SmallVolume mount(Path folder, int mib) throws NotPermitted {
        String problem =
                run(
                        List.of(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=" + mib + "m",
                                "tmpfs",
                                "" + folder));
        if (!problem.isEmpty()) {
            throw new NotPermitted("no volume can be mounted here: " + problem);
        }
        return new SmallVolume(folder);
    }

    /// Takes space away.
    void take(int mib) throws IOException {
        Files.write(ballast(), new byte[mib << 20]);
    }

    /// Gives it back.
    void giveBack() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        String problem = run(List.of("umount", folder.toString()));
        if (!problem.isEmpty()) {
            throw new AssertionError(problem);
        }
    }

    /// What went wrong; nothing if nothing did.
    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0
                    ? ""
                    : "exit code %d, %s".formatted(process.exitValue(), output.strip());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
