package dev.regroup.storage.local.directory;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

/// What a data directory says about itself.
///
/// @param clusterId a UUID in URL-safe base64, 22 characters, as Kafka writes it
/// @param shards chosen when the directory was made
public record Identity(String clusterId, int nodeId, int shards) {
    private static final Pattern CLUSTER_ID = Pattern.compile("[A-Za-z0-9_-]{22}");

    public Identity {
        if (!CLUSTER_ID.matcher(clusterId).matches()) {
            throw new IllegalArgumentException(
                    "cluster id '%s', expected 22 characters of base64".formatted(clusterId));
        }
        if (nodeId < 0) {
            throw new IllegalArgumentException("node id %d, expected 0 or more".formatted(nodeId));
        }
        if (shards < 1 || shards > 1024) {
            throw new IllegalArgumentException("%d shards, expected 1 to 1024".formatted(shards));
        }
    }

    /// A cluster id that nobody else has; never one that a command line takes for an option.
    public static String newClusterId() {
        String id = "-";
        while (id.startsWith("-")) {
            UUID uuid = UUID.randomUUID();
            byte[] bytes =
                    ByteBuffer.allocate(16)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .array();
            id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        return id;
    }
}
