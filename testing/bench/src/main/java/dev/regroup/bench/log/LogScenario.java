package dev.regroup.bench.log;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Scenario;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.contender.Contender.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Produce and consume at full speed, small requests, end to end latency, cold reads.
public final class LogScenario implements Scenario {
    @Override
    public String name() {
        return "log";
    }

    @Override
    public String about() {
        return "stock clients, acks=all, idempotent, batch.size 64 KiB, linger 5 ms: records of 100 B and 1 KB on 1, 6, 100 and 1,000 partitions, with and without fsync; one record a request; latency in an open loop; cold reads";
    }

    @Override
    public List<Outcome> measure(Trial trial) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Durability durability : Durability.values()) {
            if (trial.isFull() || durability == Durability.FSYNC) {
                Path folder = Files.createDirectory(trial.folder().resolve(durability.name()));
                try (BrokerProcess broker =
                        trial.contender().prepare(folder, durability, Map.of()).start()) {
                    new LogRun(broker, trial.isFull(), durability.toString(), outcomes).all();
                }
            }
        }
        return outcomes;
    }
}
