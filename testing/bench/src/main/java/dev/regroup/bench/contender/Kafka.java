package dev.regroup.bench.contender;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Apache Kafka: one KRaft node with its own defaults and the JVM options of its start script,
/// which are `-Xms1g -Xmx1g` and G1 with a pause goal of 20 ms. Internal topics have one replica,
/// as one node must have it. Without the script's log files, it writes less than it usually does.
public final class Kafka implements Contender {
    private static final String CLUSTER_ID = "cmVncm91cC1iZW5jaC0wMQ";

    private final Path java;
    private final Path jars;

    /// @param jars the folder that has all of Kafka's jars
    public Kafka(Path java, Path jars) {
        this.java = java;
        this.jars = jars;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Durability ownDurability() {
        return Durability.PAGE_CACHE;
    }

    /// Formats the directory, as `kafka-storage format` does once before the first start.
    @Override
    public Prepared prepare(Path folder, Durability durability, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = FreePort.any();
        Path properties = folder.resolve("server.properties");
        List<String> lines = new ArrayList<>();
        all(folder, port, durability, settings)
                .forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(properties, lines);
        Path log = folder.resolve("kafka.log");
        format(properties, log);
        List<String> command = new ArrayList<>(jvm());
        command.addAll(List.of("kafka.Kafka", properties.toString()));
        return () -> BrokerProcess.start(command, Map.of(), log, port);
    }

    private static Map<String, String> all(
            Path folder, int port, Durability durability, Map<String, String> settings)
            throws IOException {
        int controllerPort = FreePort.any();
        Map<String, String> all = new TreeMap<>(settings);
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        all.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, controllerPort));
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        all.put("controller.listener.names", "CONTROLLER");
        all.put("log.dirs", folder.resolve("data").toString());
        all.put("offsets.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        if (durability == Durability.FSYNC) {
            all.put("log.flush.interval.messages", "1");
        }
        return all;
    }

    private void format(Path properties, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(jvm());
        command.addAll(List.of("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c"));
        command.add(properties.toString());
        Process format =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (format.waitFor() != 0) {
            throw new IOException(
                    "Kafka's directory cannot be formatted: " + Files.readString(log));
        }
    }

    private List<String> jvm() {
        return List.of(
                java.toString(),
                "-Xms1g",
                "-Xmx1g",
                "-XX:+UseG1GC",
                "-XX:MaxGCPauseMillis=20",
                "-XX:InitiatingHeapOccupancyPercent=35",
                "-XX:+ExplicitGCInvokesConcurrent",
                "-Djava.awt.headless=true",
                "-cp",
                jars + File.separator + "*");
    }
}
