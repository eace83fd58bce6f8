package dev.regroup.storage.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.DiskOperation;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Appends at random to all shards, through crashes and failures chosen by a seed, and checks after
/// each that nothing acknowledged is lost, nothing comes twice, in another order or altered, and no
/// epoch falls. A violation is an [AssertionError].
final class CrashRun {
    private static final char SEPARATOR = '\n';

    /// What one shard must and may replay.
    private static final class Expected {
        /// Everything appended since the last replay, after what that replay gave.
        final List<String> appended = new ArrayList<>();

        int acknowledged;
        int epoch;
    }

    private final SplittableRandom random;
    private final Durability durability;
    private final List<Expected> shards = new ArrayList<>();
    private FaultDisk disk = new FaultDisk();
    private int bodies;
    private boolean failureWanted;

    CrashRun(long seed, Durability durability) {
        this.random = new SplittableRandom(seed);
        this.durability = durability;
        for (int shard = 0; shard < TestStorage.SHARDS; shard++) {
            shards.add(new Expected());
        }
    }

    FaultDisk disk() {
        return disk;
    }

    /// Opens the storage, checks it and appends to it, until the disk loses power or the steps are
    /// done.
    void use(int steps) {
        disk.failWhen(operation -> false);
        try {
            LocalStorage storage = TestStorage.open(disk, durability);
            acquire(storage);
            armFailure();
            for (int step = 0; step < steps && !disk.isOff(); step++) {
                step(storage);
            }
        } catch (StorageException e) {
            if (!disk.isOff()) {
                throw new AssertionError("refused: " + e.getMessage(), e);
            }
        }
    }

    /// Cuts the power now; what is found afterwards is up to chance.
    void crash() {
        disk = disk.crash(random.split());
        if (durability == Durability.OS) {
            shards.forEach(shard -> shard.acknowledged = 0);
        }
    }

    /// Fails one operation of the next use, with power on.
    void failSoon() {
        failureWanted = true;
    }

    private void armFailure() {
        if (failureWanted) {
            long victim = disk.operations() + 1 + random.nextInt(12);
            disk.failWhen(operation -> isVictim(operation, victim));
            failureWanted = false;
        }
    }

    private static boolean isVictim(DiskOperation operation, long victim) {
        boolean ofJournal = operation.name().startsWith("journal/");
        return ofJournal && operation.number() == victim;
    }

    private void step(LocalStorage storage) {
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> append(storage, random.nextInt(shards.size()));
            case 4, 5, 6 -> storage.journal().runOnce();
            default -> checkpoint(storage, random.nextInt(shards.size()));
        }
    }

    private void append(LocalStorage storage, int shard) {
        List<LogEntry> group = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String body = bodies++ + "x".repeat(random.nextInt(random.nextInt(1, 900)));
            group.add(entry(body));
            shards.get(shard).appended.add(body);
        }
        try {
            storage.logs().log(shard).append(group);
        } catch (StorageException e) {
            recover(storage);
        }
    }

    private static LogEntry entry(String body) {
        ByteBuffer header = ByteBuffer.allocate(4).putInt(0, body.hashCode());
        return new LogEntry((byte) 1, header, ByteBuffer.wrap(body.getBytes(ISO_8859_1)));
    }

    private void recover(LocalStorage storage) {
        if (!disk.isOff()) {
            disk.failWhen(operation -> false);
            acquire(storage);
        }
    }

    private void checkpoint(LocalStorage storage, int shard) {
        Expected expected = shards.get(shard);
        int position = expected.acknowledged;
        StringBuilder state = new StringBuilder();
        expected.appended.subList(0, position).forEach(b -> state.append(b).append(SEPARATOR));
        try {
            storage.logs()
                    .log(shard)
                    .checkpoint(position, ByteBuffer.wrap(state.toString().getBytes(ISO_8859_1)));
            if (random.nextInt(4) > 0) {
                storage.logs().log(shard).release(position);
            }
        } catch (StorageException e) {
            recover(storage);
        }
    }

    private void acquire(LocalStorage storage) {
        for (int shard = 0; shard < shards.size(); shard++) {
            Expected expected = shards.get(shard);
            Replayed replayed = new Replayed();
            ShardLog.Acquired acquired =
                    storage.logs().log(shard).acquire(replayed, new Acknowledged(expected));
            check(shard, expected, acquired, replayed.bodies);
            expected.appended.clear();
            expected.appended.addAll(replayed.bodies);
            expected.acknowledged = replayed.bodies.size();
            expected.epoch = acquired.epoch();
        }
    }

    private static void check(
            int shard, Expected expected, ShardLog.Acquired acquired, List<String> replayed) {
        require(acquired.epoch() > expected.epoch, shard, "the epoch fell");
        require(acquired.position() == replayed.size(), shard, "entries are missing");
        require(replayed.size() >= expected.acknowledged, shard, "acknowledged entries are lost");
        require(replayed.size() <= expected.appended.size(), shard, "too much was replayed");
        require(
                replayed.equals(expected.appended.subList(0, replayed.size())),
                shard,
                "something else was replayed than was appended");
    }

    private static void require(boolean holds, int shard, String otherwise) {
        if (!holds) {
            throw new AssertionError("shard %d: %s".formatted(shard, otherwise));
        }
    }

    private static final class Acknowledged implements ShardLog.Listener {
        private final Expected expected;
        private boolean failed;

        Acknowledged(Expected expected) {
            this.expected = expected;
        }

        @Override
        public void durable(long position, List<Extent> extents) {
            require(!failed, 0, "reported durable after it failed");
            require(position == expected.acknowledged + extents.size(), 0, "a gap in the report");
            expected.acknowledged = (int) position;
        }

        @Override
        public void failed(StorageException cause) {
            require(!failed, 0, "failed twice");
            failed = true;
        }
    }

    private static final class Replayed implements ShardLog.Replay {
        final List<String> bodies = new ArrayList<>();

        @Override
        public void checkpoint(long position, ByteBuffer state) {
            String text = ISO_8859_1.decode(state).toString();
            text.lines().forEach(bodies::add);
            require(position == bodies.size(), 0, "the checkpoint's position is wrong");
        }

        @Override
        public void entry(ShardLog.Replayed replayed) {
            String body = ISO_8859_1.decode(replayed.entry().body()).toString();
            require(replayed.position() == bodies.size() + 1, 0, "a gap in the replay");
            require(replayed.entry().header().getInt(0) == body.hashCode(), 0, "altered bytes");
            bodies.add(body);
        }
    }
}
