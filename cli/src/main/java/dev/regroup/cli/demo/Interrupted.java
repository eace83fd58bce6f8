package dev.regroup.cli.demo;

import dev.regroup.cli.broker.RunningBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is left to do if Ctrl-C or SIGTERM ends the demo before its end: the broker stops and its
/// data goes. Closing this calls it off.
final class Interrupted {
    private final Thread hook;

    /// @param data to be deleted; null to keep it
    Interrupted(RunningBroker broker, @Nullable Path data) {
        hook =
                new Thread(
                        () -> {
                            broker.close();
                            if (data != null) {
                                delete(data);
                            }
                        },
                        "regroup-demo-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// The demo ends by itself. Too late when the process is ending already: then the hook has its
    /// way.
    void callOff() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            awaitHook();
        }
    }

    private void awaitHook() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path data) {
        try {
            DataFolder.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
