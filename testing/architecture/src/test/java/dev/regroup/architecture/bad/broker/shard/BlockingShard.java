package dev.regroup.architecture.bad.broker.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.coordinator.group.GroupConfig;

/// A shard that blocks, sleeps and speaks the wire's language.
public final class BlockingShard {
    static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private BlockingShard() {}

    static byte[] read(Path path) throws IOException {
        return Files.readAllBytes(path);
    }

    static void await() throws InterruptedException {
        Thread.sleep(1);
    }

    static String wire(CompletableFuture<String> later) {
        return later.getNow("") + Errors.NONE + GroupConfig.class + CommonClientConfigs.class;
    }
}
