package dev.regroup.storage.local.inspect;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.Identity;
import java.util.function.Consumer;

/// `docs/formats/data-directory.md`. A directory whose identity cannot be read is not checked at
/// all.
record IdentityFormat() implements DataFormat {
    @Override
    public String folder() {
        return "";
    }

    @Override
    public boolean holds(String name) {
        return name.equals(DataDirectory.FILE);
    }

    @Override
    public void check(Disk disk, Identity identity, Findings findings) {
        findings.saw(text(identity));
    }

    @Override
    public void dump(Disk disk, String name, Consumer<String> lines) {
        lines.accept(text(DataDirectory.identity(disk)));
    }

    private static String text(Identity identity) {
        return "node %d of cluster %s, %d shards"
                .formatted(identity.nodeId(), identity.clusterId(), identity.shards());
    }
}
