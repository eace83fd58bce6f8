package dev.regroup.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.storage.partition.AppendOutcome;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/// The whole table from internal causes to wire codes.
class ErrorMappingTest {
    @Test
    void groupRejections_haveTheirCodes() {
        Map<GroupReply.Reason, Errors> table = new EnumMap<>(GroupReply.Reason.class);
        table.put(GroupReply.Reason.INVALID_GROUP_ID, Errors.INVALID_GROUP_ID);
        table.put(GroupReply.Reason.INVALID_SESSION_TIMEOUT, Errors.INVALID_SESSION_TIMEOUT);
        table.put(
                GroupReply.Reason.INCONSISTENT_GROUP_PROTOCOL, Errors.INCONSISTENT_GROUP_PROTOCOL);
        table.put(GroupReply.Reason.UNKNOWN_MEMBER_ID, Errors.UNKNOWN_MEMBER_ID);
        table.put(GroupReply.Reason.FENCED_INSTANCE_ID, Errors.FENCED_INSTANCE_ID);
        table.put(GroupReply.Reason.ILLEGAL_GENERATION, Errors.ILLEGAL_GENERATION);
        table.put(GroupReply.Reason.FENCED_MEMBER_EPOCH, Errors.FENCED_MEMBER_EPOCH);
        table.put(GroupReply.Reason.STALE_MEMBER_EPOCH, Errors.STALE_MEMBER_EPOCH);
        table.put(GroupReply.Reason.VERSION_WITHOUT_EPOCHS, Errors.UNSUPPORTED_VERSION);
        table.put(GroupReply.Reason.UNRELEASED_INSTANCE_ID, Errors.UNRELEASED_INSTANCE_ID);
        table.put(GroupReply.Reason.REBALANCE_IN_PROGRESS, Errors.REBALANCE_IN_PROGRESS);
        table.put(GroupReply.Reason.MEMBER_ID_REQUIRED, Errors.MEMBER_ID_REQUIRED);
        table.put(GroupReply.Reason.GROUP_MAX_SIZE_REACHED, Errors.GROUP_MAX_SIZE_REACHED);
        table.put(GroupReply.Reason.GROUP_ID_NOT_FOUND, Errors.GROUP_ID_NOT_FOUND);
        table.put(GroupReply.Reason.OFFSET_METADATA_TOO_LARGE, Errors.OFFSET_METADATA_TOO_LARGE);
        table.put(GroupReply.Reason.NON_EMPTY_GROUP, Errors.NON_EMPTY_GROUP);
        table.put(GroupReply.Reason.GROUP_SUBSCRIBED_TO_TOPIC, Errors.GROUP_SUBSCRIBED_TO_TOPIC);
        table.put(GroupReply.Reason.GROUP_NOT_READY, Errors.COORDINATOR_LOAD_IN_PROGRESS);
        table.put(GroupReply.Reason.UNKNOWN_TOPIC, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        table.put(GroupReply.Reason.UNSTABLE_OFFSET_COMMIT, Errors.UNSTABLE_OFFSET_COMMIT);
        table.put(GroupReply.Reason.GROUP_DYING, Errors.COORDINATOR_NOT_AVAILABLE);
        table.put(GroupReply.Reason.NOT_COORDINATOR, Errors.NOT_COORDINATOR);

        assertEquals(table, mapped(GroupReply.Reason.values(), ErrorMapping::of));
    }

    @Test
    void refusedBatches_haveTheirCodes() {
        Map<AppendOutcome.Reason, Errors> table = new EnumMap<>(AppendOutcome.Reason.class);
        table.put(AppendOutcome.Reason.NOT_LEADER, Errors.NOT_LEADER_OR_FOLLOWER);
        table.put(AppendOutcome.Reason.STORAGE_FAILED, Errors.NOT_LEADER_OR_FOLLOWER);
        table.put(AppendOutcome.Reason.OUT_OF_ORDER_SEQUENCE, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        table.put(AppendOutcome.Reason.STORAGE_FULL, Errors.KAFKA_STORAGE_ERROR);
        table.put(AppendOutcome.Reason.PRODUCER_FENCED, Errors.INVALID_PRODUCER_EPOCH);

        assertEquals(table, mapped(AppendOutcome.Reason.values(), ErrorMapping::of));
    }

    @Test
    void refusalsOfTheCatalogue_haveTheirCodes() {
        Map<CatalogueReply.Reason, Errors> table = new EnumMap<>(CatalogueReply.Reason.class);
        table.put(CatalogueReply.Reason.TOPIC_ALREADY_EXISTS, Errors.TOPIC_ALREADY_EXISTS);
        table.put(CatalogueReply.Reason.UNKNOWN_TOPIC, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        table.put(CatalogueReply.Reason.UNKNOWN_TOPIC_ID, Errors.UNKNOWN_TOPIC_ID);
        table.put(CatalogueReply.Reason.INVALID_PARTITIONS, Errors.INVALID_PARTITIONS);
        table.put(CatalogueReply.Reason.INVALID_TOPIC, Errors.INVALID_TOPIC_EXCEPTION);
        table.put(CatalogueReply.Reason.INVALID_SETTING, Errors.INVALID_CONFIG);
        table.put(CatalogueReply.Reason.SETTING_NOT_ALTERABLE, Errors.INVALID_REQUEST);
        table.put(CatalogueReply.Reason.NOT_AVAILABLE, Errors.NOT_CONTROLLER);

        assertEquals(table, mapped(CatalogueReply.Reason.values(), ErrorMapping::of));
    }

    private static <R extends Enum<R>> Map<R, Errors> mapped(
            R[] reasons, Function<R, Errors> mapping) {
        Map<R, Errors> mapped = new TreeMap<>();
        Arrays.stream(reasons).forEach(reason -> mapped.put(reason, mapping.apply(reason)));
        return mapped;
    }
}
