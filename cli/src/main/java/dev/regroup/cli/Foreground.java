package dev.regroup.cli;

import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.RunningBroker;
import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.broker.StartOptions;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/// A broker that runs until Ctrl-C or SIGTERM.
public final class Foreground {
    private static final int CANNOT_START = 1;

    private final BrokerStarter starter;
    private final PrintWriter out;
    private final PrintWriter err;

    public Foreground(BrokerStarter starter, PrintWriter out, PrintWriter err) {
        this.starter = starter;
        this.out = out;
        this.err = err;
    }

    /// Returns at once, with the exit code for it, if the broker cannot start; else never: the
    /// signal ends the process.
    public int run(StartOptions options) throws InterruptedException {
        RunningBroker broker;
        try {
            broker = starter.start(options);
        } catch (StartException e) {
            err.println("regroup: " + e.getMessage());
            err.flush();
            return CANNOT_START;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stop =
                new Thread(
                        () -> {
                            out.println("Stopping.");
                            out.flush();
                            broker.close();
                            stopped.countDown();
                        },
                        "regroup-shutdown");
        Runtime.getRuntime().addShutdownHook(stop);
        Banner.print(out, broker);
        stopped.await();
        return 0;
    }
}
