package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.fetch.FetchSessions;
import dev.regroup.broker.shard.ShardCommand.DeletionRefused;
import dev.regroup.broker.telemetry.ClientTelemetry;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.storage.partition.AppendOutcome;
import org.apache.kafka.common.protocol.Errors;

/// Internal causes as wire codes: the only place where one becomes the other.
final class ErrorMapping {
    private ErrorMapping() {}

    static Errors of(GroupReply.Reason reason) {
        return switch (reason) {
            case INVALID_GROUP_ID -> Errors.INVALID_GROUP_ID;
            case INVALID_SESSION_TIMEOUT -> Errors.INVALID_SESSION_TIMEOUT;
            case INCONSISTENT_GROUP_PROTOCOL -> Errors.INCONSISTENT_GROUP_PROTOCOL;
            case UNKNOWN_MEMBER_ID -> Errors.UNKNOWN_MEMBER_ID;
            case FENCED_INSTANCE_ID -> Errors.FENCED_INSTANCE_ID;
            case ILLEGAL_GENERATION -> Errors.ILLEGAL_GENERATION;
            case FENCED_MEMBER_EPOCH -> Errors.FENCED_MEMBER_EPOCH;
            case STALE_MEMBER_EPOCH -> Errors.STALE_MEMBER_EPOCH;
            case VERSION_WITHOUT_EPOCHS -> Errors.UNSUPPORTED_VERSION;
            case UNRELEASED_INSTANCE_ID -> Errors.UNRELEASED_INSTANCE_ID;
            case REBALANCE_IN_PROGRESS -> Errors.REBALANCE_IN_PROGRESS;
            case MEMBER_ID_REQUIRED -> Errors.MEMBER_ID_REQUIRED;
            case GROUP_MAX_SIZE_REACHED -> Errors.GROUP_MAX_SIZE_REACHED;
            case GROUP_ID_NOT_FOUND -> Errors.GROUP_ID_NOT_FOUND;
            case OFFSET_METADATA_TOO_LARGE -> Errors.OFFSET_METADATA_TOO_LARGE;
            case NON_EMPTY_GROUP -> Errors.NON_EMPTY_GROUP;
            case GROUP_SUBSCRIBED_TO_TOPIC -> Errors.GROUP_SUBSCRIBED_TO_TOPIC;
            // The code that clients of every version of every group API ask again after.
            case GROUP_NOT_READY -> Errors.COORDINATOR_LOAD_IN_PROGRESS;
            case UNKNOWN_TOPIC -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case UNSTABLE_OFFSET_COMMIT -> Errors.UNSTABLE_OFFSET_COMMIT;
            case GROUP_DYING -> Errors.COORDINATOR_NOT_AVAILABLE;
            case NOT_COORDINATOR -> Errors.NOT_COORDINATOR;
        };
    }

    static Errors of(AppendOutcome.Reason reason) {
        return switch (reason) {
            case NOT_LEADER, STORAGE_FAILED -> Errors.NOT_LEADER_OR_FOLLOWER;
            case STORAGE_FULL -> Errors.KAFKA_STORAGE_ERROR;
            case OUT_OF_ORDER_SEQUENCE -> Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
        };
    }

    static Errors of(DeletionRefused.Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER -> Errors.NOT_LEADER_OR_FOLLOWER;
            case OFFSET_OUT_OF_RANGE -> Errors.OFFSET_OUT_OF_RANGE;
        };
    }

    static Errors of(FetchSessions.Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_SESSION -> Errors.FETCH_SESSION_ID_NOT_FOUND;
            case EPOCH_OUT_OF_TURN -> Errors.INVALID_FETCH_SESSION_EPOCH;
            case OTHER_NAMING -> Errors.FETCH_SESSION_TOPIC_ID_ERROR;
        };
    }

    static Errors of(ClientTelemetry.Refusal refusal) {
        return switch (refusal) {
            case TOO_SOON -> Errors.THROTTLING_QUOTA_EXCEEDED;
            case INVALID -> Errors.INVALID_REQUEST;
            case UNKNOWN_SUBSCRIPTION -> Errors.UNKNOWN_SUBSCRIPTION_ID;
        };
    }

    static Errors of(CatalogueReply.Reason reason) {
        return switch (reason) {
            case TOPIC_ALREADY_EXISTS -> Errors.TOPIC_ALREADY_EXISTS;
            case UNKNOWN_TOPIC -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case UNKNOWN_TOPIC_ID -> Errors.UNKNOWN_TOPIC_ID;
            case INVALID_TOPIC -> Errors.INVALID_TOPIC_EXCEPTION;
            case INVALID_PARTITIONS -> Errors.INVALID_PARTITIONS;
            case INVALID_SETTING -> Errors.INVALID_CONFIG;
            case SETTING_NOT_ALTERABLE -> Errors.INVALID_REQUEST;
            // Admin clients look for the controller again and repeat.
            case NOT_AVAILABLE -> Errors.NOT_CONTROLLER;
        };
    }
}
