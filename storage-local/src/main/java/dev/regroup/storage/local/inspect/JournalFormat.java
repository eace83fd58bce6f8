package dev.regroup.storage.local.inspect;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.local.journal.JournalCheck;
import dev.regroup.storage.local.journal.JournalText;
import java.util.function.Consumer;

/// `docs/formats/journal.md`.
record JournalFormat(EntryContent content) implements DataFormat {
    @Override
    public String folder() {
        return "journal";
    }

    @Override
    public boolean holds(String name) {
        return JournalText.isJournal(name);
    }

    @Override
    public void check(Disk disk, Identity identity, Findings findings) {
        JournalCheck.Summary summary =
                JournalCheck.run(disk, identity.shards(), content, findings::damaged);
        findings.looked(summary);
        findings.saw(
                "%d journal files with %d entries".formatted(summary.files(), summary.entries()));
        if (summary.tornBytes() > 0) {
            findings.saw("an end that a crash has torn, which the next start cuts off");
        }
    }

    @Override
    public void dump(Disk disk, String name, Consumer<String> lines) {
        JournalText.write(disk, name, content, lines);
    }
}
