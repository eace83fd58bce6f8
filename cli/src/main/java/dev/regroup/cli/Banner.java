package dev.regroup.cli;

import dev.regroup.cli.broker.RunningBroker;
import java.io.PrintWriter;

/// What a person sees when a broker has started.
public final class Banner {
    private Banner() {}

    public static void print(PrintWriter out, RunningBroker broker) {
        out.printf("Regroup %s%n", Version.number());
        out.printf("  clients     %s%n", String.join(", ", broker.addresses()));
        out.printf("  data        %s%n", broker.dataDirectory().toAbsolutePath().normalize());
        out.printf("  durability  %s%n", broker.durability());
        out.printf("  stop        Ctrl-C, or kill %d%n", ProcessHandle.current().pid());
        out.flush();
    }
}
