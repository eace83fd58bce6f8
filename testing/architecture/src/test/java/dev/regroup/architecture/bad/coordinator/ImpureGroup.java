package dev.regroup.architecture.bad.coordinator;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/// Touches everything that a state machine must not.
public final class ImpureGroup {
    private static final Logger LOG = Logger.getLogger("group");
    private final AtomicLong members = new AtomicLong();
    private final Random random = new Random();
    private final Timer timer = new Timer();

    public long clock() {
        return System.currentTimeMillis() + System.nanoTime() + Instant.now().toEpochMilli();
    }

    public double chance(List<String> members) {
        Collections.shuffle(members, random);
        return Math.random() + UUID.randomUUID().hashCode();
    }

    public String environment() {
        System.out.println("outside");
        LOG.info("outside");
        return System.getProperty("user.home") + members.incrementAndGet();
    }

    public List<Object> outside() {
        timer.cancel();
        return List.of(
                new File("a"),
                Path.of("a"),
                InetSocketAddress.createUnresolved("a", 1),
                Thread.currentThread().getName());
    }
}
