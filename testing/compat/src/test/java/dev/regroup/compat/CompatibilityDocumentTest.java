package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.compat.CompatibilityDocument.Versions;
import dev.regroup.compat.RequestRecord.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs after the other tests of this module, of whose brokers it reads the counts.
class CompatibilityDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/compatibility.md");

    /// What a client may or may not come to send, as time would have it.
    private static final Set<String> BY_CHANCE =
            Set.of("Heartbeat", "LeaveGroup", "OffsetForLeaderEpoch", "PushTelemetry");

    /// The last versions that name topics by name. A Java client asks with one while its metadata
    /// has no id of a topic yet (KIP-516, KIP-848), which depends on when a topic came to be.
    private static final Map<String, Integer> BY_NAME =
            Map.of("Fetch", 12, "OffsetCommit", 9, "OffsetFetch", 9);

    @Test
    void theDocument_isWhatWasOfferedAndSeen(@TempDir Path folder) throws Exception {
        List<Use> seen = RequestRecord.read();
        Map<ApiKeys, Versions> offered = offered(folder);
        if (Boolean.getBoolean("compatibility.rewrite")) {
            Files.writeString(DOCUMENT, CompatibilityDocument.of(seen, offered));
        }
        String document = Files.readString(DOCUMENT);
        List<Use> listed = CompatibilityDocument.read(document);

        assertEquals(
                CompatibilityDocument.of(listed, offered),
                document,
                "docs/compatibility.md is not what its generator makes of it");
        Set<String> clientsSeen = clients(seen);
        List<Use> notListed = new ArrayList<>(seen);
        notListed.removeIf(use -> listed.contains(use) || isByChance(use));
        assertEquals(List.of(), notListed, "seen and not listed");
        boolean complete = System.getenv("CI") != null;
        Assumptions.assumeTrue(
                complete || clientsSeen.equals(clients(listed)),
                "SKIPPED: not every client of docs/compatibility.md has run here");
        List<Use> notSeen = new ArrayList<>(listed);
        notSeen.removeIf(use -> seen.contains(use) || isByChance(use));
        assertEquals(List.of(), notSeen, "listed and not seen");
    }

    private static boolean isByChance(Use use) {
        boolean byName =
                use.software().equals("apache-kafka-java")
                        && use.version() == BY_NAME.getOrDefault(use.api(), -1);
        return byName || BY_CHANCE.contains(use.api());
    }

    private static Map<ApiKeys, Versions> offered(Path folder) throws IOException {
        try (InProcessBroker broker = InProcessBroker.start("offer", folder.resolve("data"))) {
            return OfferedApis.of(broker.bootstrap());
        }
    }

    private static Set<String> clients(List<Use> uses) {
        return uses.stream()
                .map(CompatibilityDocument::client)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
