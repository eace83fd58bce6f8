package dev.regroup.cli.rehearsal;

import dev.regroup.cli.PlainStart;
import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.RunningBroker;
import java.io.IOException;

/// `regroup rehearse DIR`, for the launcher only: a broker starts on an empty folder, is talked to
/// and stops. It takes the way that a start takes, so that the cache holds what a start needs.
public final class Rehearsal {
    public static final String COMMAND = "rehearse";

    private final BrokerStarter starter;

    public Rehearsal(BrokerStarter starter) {
        this.starter = starter;
    }

    /// @throws IOException if an answer is missing or not as it should be
    public void run(String folder) throws IOException, InterruptedException {
        String[] start = {"start", "--data", folder, "--listen", "127.0.0.1:0"};
        try (RunningBroker broker = starter.start(PlainStart.options(start).orElseThrow());
                Peer peer = new Peer(broker.addresses().getFirst())) {
            Conversation conversation = new Conversation(peer);
            conversation.produceAndConsume();
            conversation.workInAGroup();
        }
    }
}
