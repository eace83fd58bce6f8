package dev.regroup.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/// One sensible request for each API, in the fields of each of its versions.
final class VersionedRequests {
    private final @Nullable TestBroker broker;
    private final String topic;
    private final Uuid topicId;

    VersionedRequests(@Nullable TestBroker broker, String topic, Uuid topicId) {
        this.broker = broker;
        this.topic = topic;
        this.topicId = topicId;
    }

    Map<ApiKeys, IntFunction<ApiMessage>> byApi() {
        Map<ApiKeys, IntFunction<ApiMessage>> requests = new EnumMap<>(ApiKeys.class);
        requests.put(ApiKeys.PRODUCE, this::produce);
        requests.put(ApiKeys.FETCH, this::fetch);
        requests.put(ApiKeys.LIST_OFFSETS, version -> listOffsets());
        requests.put(ApiKeys.METADATA, this::metadata);
        requests.put(ApiKeys.OFFSET_COMMIT, this::offsetCommit);
        requests.put(ApiKeys.OFFSET_FETCH, this::offsetFetch);
        requests.put(ApiKeys.FIND_COORDINATOR, this::findCoordinator);
        requests.put(ApiKeys.JOIN_GROUP, this::join);
        requests.put(ApiKeys.HEARTBEAT, version -> heartbeat());
        requests.put(ApiKeys.LEAVE_GROUP, this::leave);
        requests.put(ApiKeys.SYNC_GROUP, this::sync);
        requests.put(ApiKeys.CONSUMER_GROUP_HEARTBEAT, version -> consumerHeartbeat());
        requests.put(
                ApiKeys.CONSUMER_GROUP_DESCRIBE,
                version -> new ConsumerGroupDescribeRequestData().setGroupIds(List.of("none")));
        requests.put(ApiKeys.DESCRIBE_GROUPS, version -> describe());
        requests.put(ApiKeys.LIST_GROUPS, version -> new ListGroupsRequestData());
        requests.put(ApiKeys.API_VERSIONS, this::apiVersions);
        requests.put(ApiKeys.CREATE_TOPICS, this::createTopics);
        requests.put(ApiKeys.DELETE_TOPICS, this::deleteTopics);
        requests.put(
                ApiKeys.INIT_PRODUCER_ID,
                version -> new InitProducerIdRequestData().setTransactionalId(null));
        requests.put(ApiKeys.CREATE_PARTITIONS, this::createPartitions);
        requests.putAll(new VersionedAdminRequests(topic).byApi());
        return requests;
    }

    /// Those that there are requests for.
    static Set<ApiKeys> apis() {
        return new VersionedRequests(null, "", Uuid.ZERO_UUID).byApi().keySet();
    }

    /// Errors that the request is meant to be answered with.
    Set<Errors> expected(ApiMessage request, int version) {
        return switch (ApiKeys.forId(request.apiKey())) {
            // A member id is asked for first from v4 on (KIP-394).
            case JOIN_GROUP -> Set.of(version < 4 ? Errors.NONE : Errors.MEMBER_ID_REQUIRED);
            case HEARTBEAT, SYNC_GROUP -> Set.of(Errors.UNKNOWN_MEMBER_ID);
            case LEAVE_GROUP -> Set.of(Errors.NONE, Errors.UNKNOWN_MEMBER_ID);
            case DESCRIBE_GROUPS -> Set.of(version < 6 ? Errors.NONE : Errors.GROUP_ID_NOT_FOUND);
            case CONSUMER_GROUP_DESCRIBE -> Set.of(Errors.GROUP_ID_NOT_FOUND);
            case DELETE_GROUPS, OFFSET_DELETE -> Set.of(Errors.GROUP_ID_NOT_FOUND, Errors.NONE);
            case ELECT_LEADERS -> Set.of(Errors.NONE, Errors.ELECTION_NOT_NEEDED);
            case PUSH_TELEMETRY -> Set.of(Errors.UNKNOWN_SUBSCRIPTION_ID);
            default -> Set.of(Errors.NONE);
        };
    }

    private ApiMessage produce(int version) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(
                new TopicProduceData()
                        .setName(version < 13 ? topic : "")
                        .setTopicId(version < 13 ? Uuid.ZERO_UUID : topicId)
                        .setPartitionData(
                                List.of(
                                        new PartitionProduceData()
                                                .setIndex(0)
                                                .setRecords(
                                                        MemoryRecords.withRecords(
                                                                Compression.NONE,
                                                                new SimpleRecord(
                                                                        1,
                                                                        "v".getBytes(UTF_8)))))));
        return new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(1_000)
                .setTopicData(topics);
    }

    private ApiMessage fetch(int version) {
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setMaxBytes(1 << 20)
                .setTopics(
                        List.of(
                                new FetchTopic()
                                        .setTopic(version < 13 ? topic : "")
                                        .setTopicId(version < 13 ? Uuid.ZERO_UUID : topicId)
                                        .setPartitions(
                                                List.of(
                                                        new FetchPartition()
                                                                .setPartition(0)
                                                                .setPartitionMaxBytes(1 << 20)))));
    }

    private ApiMessage listOffsets() {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(
                        List.of(
                                new ListOffsetsTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new ListOffsetsPartition()
                                                                .setPartitionIndex(0)
                                                                .setTimestamp(-1)))));
    }

    private ApiMessage metadata(int version) {
        MetadataRequestTopic wanted = new MetadataRequestTopic();
        if (version < 12) {
            wanted.setName(topic);
        } else {
            wanted.setName(null).setTopicId(topicId);
        }
        return new MetadataRequestData().setTopics(List.of(wanted));
    }

    private ApiMessage offsetCommit(int version) {
        return new OffsetCommitRequestData()
                .setGroupId("simple")
                .setGenerationIdOrMemberEpoch(-1)
                .setMemberId("")
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName(version < 10 ? topic : "")
                                        .setTopicId(version < 10 ? Uuid.ZERO_UUID : topicId)
                                        .setPartitions(
                                                List.of(
                                                        new OffsetCommitRequestPartition()
                                                                .setPartitionIndex(0)
                                                                .setCommittedOffset(version)))));
    }

    private ApiMessage offsetFetch(int version) {
        OffsetFetchRequestData request = new OffsetFetchRequestData();
        if (version < 8) {
            return request.setGroupId("simple")
                    .setTopics(
                            List.of(
                                    new OffsetFetchRequestTopic()
                                            .setName(topic)
                                            .setPartitionIndexes(List.of(0))));
        }
        return request.setGroups(
                List.of(
                        new OffsetFetchRequestGroup()
                                .setGroupId("simple")
                                .setTopics(
                                        List.of(
                                                new OffsetFetchRequestTopics()
                                                        .setName(version < 10 ? topic : "")
                                                        .setTopicId(
                                                                version < 10
                                                                        ? Uuid.ZERO_UUID
                                                                        : topicId)
                                                        .setPartitionIndexes(List.of(0))))));
    }

    private ApiMessage findCoordinator(int version) {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData();
        return version < 4 ? request.setKey("g") : request.setCoordinatorKeys(List.of("g", "h"));
    }

    private ApiMessage join(int version) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        return new JoinGroupRequestData()
                .setGroupId("join-v" + version)
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(version == 0 ? -1 : 10_000)
                .setMemberId("")
                .setProtocolType("consumer")
                .setProtocols(protocols);
    }

    private ApiMessage heartbeat() {
        return new HeartbeatRequestData().setGroupId("none").setMemberId("m").setGenerationId(1);
    }

    private static ApiMessage consumerHeartbeat() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId("consumers")
                .setMemberId("m")
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(1_000)
                .setSubscribedTopicNames(List.of("t"))
                .setTopicPartitions(List.of());
    }

    private ApiMessage leave(int version) {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId("none");
        return version < 3
                ? request.setMemberId("m")
                : request.setMembers(List.of(new MemberIdentity().setMemberId("m")));
    }

    private ApiMessage sync(int version) {
        SyncGroupRequestData request =
                new SyncGroupRequestData().setGroupId("none").setMemberId("m").setGenerationId(1);
        return version < 5 ? request : request.setProtocolType("consumer").setProtocolName("range");
    }

    private ApiMessage describe() {
        return new DescribeGroupsRequestData().setGroups(List.of("none"));
    }

    private ApiMessage apiVersions(int version) {
        ApiVersionsRequestData request = new ApiVersionsRequestData();
        return version < 3
                ? request
                : request.setClientSoftwareName("wire").setClientSoftwareVersion("1.0");
    }

    private ApiMessage createTopics(int version) {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(
                new CreatableTopic()
                        .setName("created-v" + version)
                        .setNumPartitions(3)
                        .setReplicationFactor((short) 3));
        return new CreateTopicsRequestData().setTopics(topics);
    }

    private ApiMessage deleteTopics(int version) {
        String name = "deleted-v" + version;
        Uuid id = Objects.requireNonNull(broker).createTopic(name, 2);
        DeleteTopicsRequestData request = new DeleteTopicsRequestData();
        return version < 6
                ? request.setTopicNames(List.of(name))
                : request.setTopics(List.of(new DeleteTopicState().setName(null).setTopicId(id)));
    }

    private ApiMessage createPartitions(int version) {
        String name = "grown-v" + version;
        Objects.requireNonNull(broker).createTopic(name, 1);
        CreatePartitionsTopicCollection topics = new CreatePartitionsTopicCollection();
        topics.add(new CreatePartitionsTopic().setName(name).setCount(4).setAssignments(null));
        return new CreatePartitionsRequestData().setTopics(topics);
    }
}
