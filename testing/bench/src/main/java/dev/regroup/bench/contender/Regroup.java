package dev.regroup.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Regroup as its launcher starts it.
public final class Regroup implements Contender {
    private final Path launcher;

    public Regroup(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public String name() {
        return "regroup";
    }

    @Override
    public Durability ownDurability() {
        return Durability.FSYNC;
    }

    @Override
    public Prepared prepare(Path folder, Durability durability, Map<String, String> settings)
            throws IOException {
        int port = FreePort.any();
        Map<String, String> environment = new HashMap<>();
        settings.forEach((key, value) -> environment.put(variable(key), value));
        environment.put("REGROUP_DURABILITY", durability == Durability.FSYNC ? "fsync" : "os");
        List<String> command =
                List.of(
                        launcher.toString(),
                        "start",
                        "--data",
                        folder.resolve("data").toString(),
                        "--listen",
                        "127.0.0.1:" + port,
                        "--log-level",
                        "warn");
        return () -> BrokerProcess.start(command, environment, folder.resolve("regroup.log"), port);
    }

    private static String variable(String key) {
        return "REGROUP_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
