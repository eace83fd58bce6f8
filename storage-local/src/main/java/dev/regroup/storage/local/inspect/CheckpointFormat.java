package dev.regroup.storage.local.inspect;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.blob.Checkpoint;
import dev.regroup.storage.local.blob.CheckpointFile;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.local.journal.JournalCheck;
import dev.regroup.storage.segment.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `docs/formats/checkpoint.md`.
record CheckpointFormat(EntryContent content) implements DataFormat {
    @Override
    public String folder() {
        return LocalBlobStore.FOLDER;
    }

    @Override
    public boolean holds(String name) {
        return CheckpointFile.isCheckpoint(name);
    }

    @Override
    public void check(Disk disk, Identity identity, Findings findings) {
        List<String> names = disk.list(folder()).stream().filter(this::holds).toList();
        boolean isJournalSound = findings.damages() == 0;
        Map<Integer, Long> covered = new HashMap<>();
        Map<Integer, List<Findings.Named>> named = new TreeMap<>();
        for (String name : names) {
            try {
                Checkpoint checkpoint = CheckpointFile.read(disk, name);
                // The names of one shard's checkpoints ascend: the last that is whole counts.
                covered.merge(checkpoint.shard(), checkpoint.position(), Math::max);
                named.put(checkpoint.shard(), named(name, checkpoint));
                checkEnd(name, checkpoint, findings);
            } catch (CorruptDataException e) {
                findings.damaged(e);
            }
        }
        if (isJournalSound) {
            findings.journal().ifPresent(journal -> checkBeginning(journal, covered, findings));
        }
        findings.names(named.values().stream().flatMap(List::stream).toList());
        findings.saw("%d checkpoints".formatted(names.size()));
    }

    private List<Findings.Named> named(String name, Checkpoint checkpoint) {
        int shard = checkpoint.shard();
        Map<Long, List<Segment>> byObject = new TreeMap<>();
        try {
            for (Segment segment : content.segments(shard, checkpoint.state())) {
                byObject.computeIfAbsent(segment.object(), object -> new ArrayList<>())
                        .add(segment);
            }
        } catch (IllegalStateException e) {
            throw new CorruptDataException(
                    folder() + "/" + name,
                    0,
                    "the state of shard " + shard,
                    String.valueOf(e.getMessage()));
        }
        List<Findings.Named> objects = new ArrayList<>();
        byObject.forEach((object, segments) ->
                objects.add(
                        new Findings.Named(shard, "%d+%016x".formatted(shard, object), segments)));
        return objects;
    }

    private static void checkBeginning(
            JournalCheck.Summary journal, Map<Integer, Long> covered, Findings findings) {
        journal.firstPositions()
                .forEach((shard, first) -> {
                    long covers = covered.getOrDefault(shard, 0L);
                    if (covers < first - 1) {
                        findings.damaged(uncovered(shard, first, covers));
                    }
                });
    }

    /// A shard's last entries are those that stay longest; one without any may have been settled.
    private void checkEnd(String name, Checkpoint checkpoint, Findings findings) {
        OptionalLong last = lastPosition(checkpoint.shard(), findings);
        if (last.isPresent() && last.getAsLong() < checkpoint.position()) {
            findings.damaged(
                    new CorruptDataException(
                            folder() + "/" + name,
                            0,
                            "a journal up to position %d of shard %d"
                                    .formatted(checkpoint.position(), checkpoint.shard()),
                            "position " + last.getAsLong()));
        }
    }

    private static OptionalLong lastPosition(int shard, Findings findings) {
        Optional<JournalCheck.Summary> journal = findings.journal();
        if (journal.isEmpty()) {
            return OptionalLong.empty();
        }
        Long last = journal.get().lastPositions().get(shard);
        if (last == null) {
            return journal.get().isWhole() ? OptionalLong.of(0) : OptionalLong.empty();
        }
        return OptionalLong.of(last);
    }

    /// What the journal has of a shard begins behind what its checkpoints cover.
    private static CorruptDataException uncovered(int shard, long first, long covered) {
        return new CorruptDataException(
                LocalBlobStore.FOLDER,
                0,
                "a checkpoint of shard %d up to position %d, where the journal begins"
                        .formatted(shard, first - 1),
                covered == 0 ? "none" : "position " + covered);
    }

    @Override
    public void dump(Disk disk, String name, Consumer<String> lines) {
        Checkpoint checkpoint = CheckpointFile.read(disk, name);
        lines.accept(
                "shard %d up to position %d, epoch %d, %d bytes of state"
                        .formatted(
                                checkpoint.shard(),
                                checkpoint.position(),
                                checkpoint.epoch(),
                                checkpoint.state().remaining()));
    }
}
