package dev.regroup.broker;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopicCollection;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitionsCollection;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.PushTelemetryRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKeyCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// One sensible request for each API of administrators, in the fields of each of its versions.
final class VersionedAdminRequests {
    private static final byte TOPIC = 2;

    private final String topic;

    VersionedAdminRequests(String topic) {
        this.topic = topic;
    }

    Map<ApiKeys, IntFunction<ApiMessage>> byApi() {
        Map<ApiKeys, IntFunction<ApiMessage>> requests = new EnumMap<>(ApiKeys.class);
        requests.put(ApiKeys.DELETE_RECORDS, version -> deleteRecords());
        requests.put(ApiKeys.OFFSET_FOR_LEADER_EPOCH, version -> offsetForLeaderEpoch());
        requests.put(ApiKeys.DESCRIBE_CONFIGS, version -> describeConfigs());
        requests.put(ApiKeys.ALTER_CONFIGS, version -> alterConfigs());
        requests.put(ApiKeys.INCREMENTAL_ALTER_CONFIGS, version -> incrementalAlterConfigs());
        requests.put(
                ApiKeys.LIST_CONFIG_RESOURCES, version -> new ListConfigResourcesRequestData());
        requests.put(ApiKeys.DESCRIBE_LOG_DIRS, version -> describeLogDirs());
        requests.put(
                ApiKeys.DELETE_GROUPS,
                version -> new DeleteGroupsRequestData().setGroupsNames(List.of("never-there")));
        requests.put(ApiKeys.OFFSET_DELETE, version -> offsetDelete());
        requests.put(ApiKeys.ELECT_LEADERS, version -> electLeaders());
        requests.put(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, version -> reassign());
        requests.put(
                ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                version -> new ListPartitionReassignmentsRequestData().setTopics(null));
        requests.put(ApiKeys.DESCRIBE_QUORUM, version -> describeQuorum());
        requests.put(ApiKeys.UPDATE_FEATURES, version -> updateFeatures());
        requests.put(
                ApiKeys.DESCRIBE_CLUSTER,
                version ->
                        new DescribeClusterRequestData()
                                .setIncludeClusterAuthorizedOperations(true));
        requests.put(ApiKeys.DESCRIBE_PRODUCERS, version -> describeProducers());
        requests.put(
                ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                version ->
                        new DescribeTopicPartitionsRequestData()
                                .setTopics(
                                        List.of(
                                                new DescribeTopicPartitionsRequestData
                                                                .TopicRequest()
                                                        .setName(topic))));
        requests.put(
                ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
                version -> new GetTelemetrySubscriptionsRequestData());
        requests.put(
                ApiKeys.PUSH_TELEMETRY,
                version ->
                        new PushTelemetryRequestData()
                                .setClientInstanceId(new Uuid(7, 7))
                                .setMetrics(ByteBuffer.allocate(3)));
        return requests;
    }

    private ApiMessage deleteRecords() {
        return new DeleteRecordsRequestData()
                .setTimeoutMs(1_000)
                .setTopics(
                        List.of(
                                new DeleteRecordsTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new DeleteRecordsPartition()
                                                                .setPartitionIndex(0)
                                                                .setOffset(0)))));
    }

    private ApiMessage offsetForLeaderEpoch() {
        OffsetForLeaderTopicCollection topics = new OffsetForLeaderTopicCollection();
        topics.add(
                new OffsetForLeaderTopic()
                        .setTopic(topic)
                        .setPartitions(
                                List.of(
                                        new OffsetForLeaderPartition()
                                                .setPartition(0)
                                                .setCurrentLeaderEpoch(-1)
                                                .setLeaderEpoch(1))));
        return new OffsetForLeaderEpochRequestData().setReplicaId(-1).setTopics(topics);
    }

    private ApiMessage describeConfigs() {
        return new DescribeConfigsRequestData()
                .setIncludeSynonyms(true)
                .setResources(
                        List.of(
                                new DescribeConfigsResource()
                                        .setResourceType(TOPIC)
                                        .setResourceName(topic)
                                        .setConfigurationKeys(null)));
    }

    private ApiMessage alterConfigs() {
        AlterConfigsResourceCollection resources = new AlterConfigsResourceCollection();
        AlterConfigsResource resource =
                new AlterConfigsResource().setResourceType(TOPIC).setResourceName(topic);
        resource.configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("retention.ms")
                                .setValue("1000"));
        resources.add(resource);
        return new AlterConfigsRequestData().setResources(resources);
    }

    private ApiMessage incrementalAlterConfigs() {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(TOPIC)
                        .setResourceName(topic);
        resource.configs().add(new AlterableConfig().setName("retention.ms").setValue("2000"));
        request.resources().add(resource);
        return request;
    }

    private ApiMessage describeLogDirs() {
        DescribableLogDirTopicCollection topics = new DescribableLogDirTopicCollection();
        topics.add(new DescribableLogDirTopic().setTopic(topic).setPartitions(List.of(0)));
        return new DescribeLogDirsRequestData().setTopics(topics);
    }

    private ApiMessage offsetDelete() {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        topics.add(
                new OffsetDeleteRequestTopic()
                        .setName(topic)
                        .setPartitions(
                                List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))));
        return new OffsetDeleteRequestData().setGroupId("never-there").setTopics(topics);
    }

    private ApiMessage electLeaders() {
        TopicPartitionsCollection partitions = new TopicPartitionsCollection();
        partitions.add(new TopicPartitions().setTopic(topic).setPartitions(List.of(0)));
        return new ElectLeadersRequestData().setTopicPartitions(partitions).setTimeoutMs(1_000);
    }

    private ApiMessage reassign() {
        return new AlterPartitionReassignmentsRequestData()
                .setTopics(
                        List.of(
                                new ReassignableTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new ReassignablePartition()
                                                                .setPartitionIndex(0)
                                                                .setReplicas(List.of(1))))));
    }

    private ApiMessage describeQuorum() {
        return new DescribeQuorumRequestData()
                .setTopics(
                        List.of(
                                new DescribeQuorumRequestData.TopicData()
                                        .setTopicName("__cluster_metadata")
                                        .setPartitions(
                                                List.of(
                                                        new DescribeQuorumRequestData
                                                                        .PartitionData()
                                                                .setPartitionIndex(0)))));
    }

    private ApiMessage updateFeatures() {
        FeatureUpdateKeyCollection updates = new FeatureUpdateKeyCollection();
        updates.add(
                new FeatureUpdateKey().setFeature("group.version").setMaxVersionLevel((short) 1));
        return new UpdateFeaturesRequestData().setFeatureUpdates(updates);
    }

    private ApiMessage describeProducers() {
        DescribeProducersRequestData request = new DescribeProducersRequestData();
        request.topics()
                .add(
                        new DescribeProducersRequestData.TopicRequest()
                                .setName(topic)
                                .setPartitionIndexes(List.of(0)));
        return request;
    }
}
