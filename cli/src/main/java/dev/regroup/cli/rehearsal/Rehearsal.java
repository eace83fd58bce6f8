package dev.regroup.cli.rehearsal;

import dev.regroup.cli.Banner;
import dev.regroup.cli.PlainStart;
import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.RunningBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/// `regroup rehearse DIR`, for the launcher only: a broker starts on a new folder, is talked to and
/// stops, and starts again on what is there. It takes the way that a start takes, so that the cache
/// holds what a start needs.
public final class Rehearsal {
    public static final String COMMAND = "rehearse";

    private final BrokerStarter starter;

    public Rehearsal(BrokerStarter starter) {
        this.starter = starter;
    }

    /// @throws IOException if an answer is missing or not as it should be
    public void run(String folder) throws IOException, InterruptedException {
        StringWriter banner = new StringWriter();
        for (int time = 0; time < 2; time++) {
            String[] start = {"start", "--data", folder, "--listen", "127.0.0.1:0"};
            try (RunningBroker broker = starter.start(PlainStart.options(start).orElseThrow());
                    Peer peer = new Peer(broker.addresses().getFirst())) {
                Banner.print(new PrintWriter(banner, true), broker);
                Conversation conversation = new Conversation(peer);
                conversation.produceAndConsume();
                conversation.workInAGroup();
            }
        }
        if (banner.getBuffer().isEmpty()) {
            throw new IOException("nothing was said at the start");
        }
    }
}
