package dev.regroup.broker.api;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/// What the asker may do, as bit fields of [AclOperation] codes (KIP-430): everything, as long as
/// there is no authoriser.
final class AuthorizedOperations {
    static final int NOT_ASKED = Integer.MIN_VALUE;

    static final int ON_TOPIC =
            bits(
                    EnumSet.of(
                            AclOperation.READ,
                            AclOperation.WRITE,
                            AclOperation.CREATE,
                            AclOperation.DELETE,
                            AclOperation.ALTER,
                            AclOperation.DESCRIBE,
                            AclOperation.DESCRIBE_CONFIGS,
                            AclOperation.ALTER_CONFIGS));

    static final int ON_GROUP =
            bits(
                    EnumSet.of(
                            AclOperation.READ,
                            AclOperation.DESCRIBE,
                            AclOperation.DELETE,
                            AclOperation.DESCRIBE_CONFIGS,
                            AclOperation.ALTER_CONFIGS));

    static final int ON_CLUSTER =
            bits(
                    EnumSet.of(
                            AclOperation.CREATE,
                            AclOperation.CLUSTER_ACTION,
                            AclOperation.DESCRIBE_CONFIGS,
                            AclOperation.ALTER_CONFIGS,
                            AclOperation.IDEMPOTENT_WRITE,
                            AclOperation.ALTER,
                            AclOperation.DESCRIBE));

    private AuthorizedOperations() {}

    private static int bits(Set<AclOperation> operations) {
        return operations.stream().mapToInt(operation -> 1 << operation.code()).sum();
    }
}
