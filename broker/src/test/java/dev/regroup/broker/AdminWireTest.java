package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What administrators ask, over a socket.
class AdminWireTest {
    private final MemoryShardLogs logs = MemoryShardLogs.immediate(4);
    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void deletedRecords_areNotReadAnyMore_afterARestartEither() {
        broker.createTopic("t", 1);
        produce("a", "b");
        produce("c");

        DeleteRecordsPartitionResult deleted = delete("t", 0, 1);

        assertEquals(Errors.NONE.code(), deleted.errorCode());
        assertEquals(1, deleted.lowWatermark());
        assertEquals(1, earliest());
        stop();
        start();
        assertEquals(1, earliest());
        assertEquals(3, delete("t", 0, -1).lowWatermark());
        assertEquals(3, earliest());
        assertEquals(3, delete("t", 0, 1).lowWatermark());
    }

    @Test
    void recordsThatAreNotThere_cannotBeDeleted() {
        broker.createTopic("t", 1);
        produce("a");

        assertEquals(Errors.OFFSET_OUT_OF_RANGE.code(), delete("t", 0, 2).errorCode());
        assertEquals(Errors.OFFSET_OUT_OF_RANGE.code(), delete("t", 0, -2).errorCode());
        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), delete("t", 5, 0).errorCode());
        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), delete("no", 0, 0).errorCode());
        broker.prepareGroups();
        assertEquals(
                Errors.POLICY_VIOLATION.code(), delete("__consumer_offsets", 0, 0).errorCode());
    }

    @Test
    void aPartitionAskedForTwice_isRefusedWhereItsOffsetsAreListed() {
        broker.createTopic("t", 1);
        ListOffsetsPartition partition = new ListOffsetsPartition().setTimestamp(-1);
        ListOffsetsRequestData request =
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(
                                List.of(
                                        new ListOffsetsTopic()
                                                .setName("t")
                                                .setPartitions(
                                                        List.of(
                                                                partition,
                                                                partition.duplicate()))));

        ListOffsetsResponseData answer = client.call(7, request, ListOffsetsResponseData.class);

        assertEquals(
                List.of(Errors.INVALID_REQUEST.code(), Errors.INVALID_REQUEST.code()),
                answer.topics().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .map(ListOffsetsPartitionResponse::errorCode)
                        .toList());
    }

    @Test
    void whatIsNamedManyTimes_isDescribedOnce() {
        broker.createTopic("t", 1);
        DescribeConfigsRequestData request = new DescribeConfigsRequestData();
        for (int i = 0; i < 1_000; i++) {
            request.resources()
                    .add(
                            new DescribeConfigsResource()
                                    .setResourceType((byte) 4)
                                    .setResourceName("1")
                                    .setConfigurationKeys(null));
        }

        assertEquals(
                1, client.call(4, request, DescribeConfigsResponseData.class).results().size());
    }

    @Test
    void whoMeansAnotherClusterOrNode_isSentBackToItsBootstrap() {
        assertEquals(Errors.NONE, apiVersions(TestBroker.CLUSTER_ID, 1));
        assertEquals(Errors.NONE, apiVersions(null, -1));
        assertEquals(Errors.REBOOTSTRAP_REQUIRED, apiVersions("another", 1));
        assertEquals(Errors.REBOOTSTRAP_REQUIRED, apiVersions(TestBroker.CLUSTER_ID, 2));
    }

    @Test
    void featuresAtLevel0_areShownToThoseWhoUnderstandThem() {
        ApiVersionsRequestData request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName("wire")
                        .setClientSoftwareVersion("1");
        ApiVersionsResponseData old = client.call(3, request, ApiVersionsResponseData.class);
        ApiVersionsResponseData present = client.call(4, request, ApiVersionsResponseData.class);

        assertNull(old.supportedFeatures().find("share.version"));
        assertNotNull(present.supportedFeatures().find("share.version"));
        assertNull(present.finalizedFeatures().find("share.version"));
        assertNotNull(present.finalizedFeatures().find("metadata.version"));
        assertNotNull(present.finalizedFeatures().find("group.version"));
        assertTrue(present.finalizedFeaturesEpoch() >= 0);
    }

    @Test
    void aFeature_cannotBeRaised() {
        UpdateFeaturesRequestData request = new UpdateFeaturesRequestData();
        request.featureUpdates()
                .add(
                        new FeatureUpdateKey()
                                .setFeature("share.version")
                                .setMaxVersionLevel((short) 1));

        assertEquals(
                Errors.INVALID_UPDATE_VERSION.code(),
                client.call(2, request, UpdateFeaturesResponseData.class).errorCode());
    }

    @Test
    void aLogDirectory_isAsLargeAsItsBatchesAndItsVolume() {
        broker.createTopic("t", 1);
        produce("a");

        DescribeLogDirsResponseData.DescribeLogDirsResult directory =
                client.call(
                                4,
                                new DescribeLogDirsRequestData().setTopics(null),
                                DescribeLogDirsResponseData.class)
                        .results()
                        .getFirst();

        assertEquals("/small", directory.logDir());
        assertEquals(1_000, directory.totalBytes());
        assertEquals(400, directory.usableBytes());
        assertEquals(
                Batches.plain("a").sizeInBytes(),
                directory.topics().getFirst().partitions().getFirst().partitionSize());
    }

    @Test
    void partitionsOfTopics_comeInPages() {
        broker.createTopic("a", 3);
        broker.createTopic("b", 2);
        DescribeTopicPartitionsRequestData request =
                new DescribeTopicPartitionsRequestData().setResponsePartitionLimit(2);

        DescribeTopicPartitionsResponseData first = page(request);
        assertEquals(List.of("a:0", "a:1"), partitions(first));
        DescribeTopicPartitionsResponseData second =
                page(
                        request.setCursor(
                                new DescribeTopicPartitionsRequestData.Cursor()
                                        .setTopicName(first.nextCursor().topicName())
                                        .setPartitionIndex(first.nextCursor().partitionIndex())));

        assertEquals(List.of("a:2", "b:0"), partitions(second));
        assertEquals("b", second.nextCursor().topicName());
        assertEquals(1, second.nextCursor().partitionIndex());
    }

    private DescribeTopicPartitionsResponseData page(DescribeTopicPartitionsRequestData request) {
        return client.call(0, request, DescribeTopicPartitionsResponseData.class);
    }

    private static List<String> partitions(DescribeTopicPartitionsResponseData page) {
        return page.topics().stream()
                .flatMap(topic ->
                        topic.partitions().stream()
                                .map(one -> topic.name() + ":" + one.partitionIndex()))
                .toList();
    }

    private Errors apiVersions(@Nullable String clusterId, int nodeId) {
        ApiVersionsRequestData request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName("wire")
                        .setClientSoftwareVersion("1")
                        .setClusterId(clusterId)
                        .setNodeId(nodeId);
        return Errors.forCode(client.call(5, request, ApiVersionsResponseData.class).errorCode());
    }

    private DeleteRecordsPartitionResult delete(String topic, int partition, long offset) {
        DeleteRecordsRequestData request =
                new DeleteRecordsRequestData()
                        .setTopics(
                                List.of(
                                        new DeleteRecordsTopic()
                                                .setName(topic)
                                                .setPartitions(
                                                        List.of(
                                                                new DeleteRecordsPartition()
                                                                        .setPartitionIndex(
                                                                                partition)
                                                                        .setOffset(offset)))));
        return client.call(2, request, DeleteRecordsResponseData.class)
                .topics()
                .find(topic)
                .partitions()
                .find(partition);
    }

    private long earliest() {
        ListOffsetsRequestData request =
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(
                                List.of(
                                        new ListOffsetsTopic()
                                                .setName("t")
                                                .setPartitions(
                                                        List.of(
                                                                new ListOffsetsPartition()
                                                                        .setTimestamp(-2)))));
        return client.call(7, request, ListOffsetsResponseData.class)
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .offset();
    }

    private void produce(String... values) {
        ProduceResponseData produced =
                client.call(
                        Batches.VERSION,
                        Batches.request("t", 0, -1, Batches.plain(values)),
                        ProduceResponseData.class);
        assertEquals(Errors.NONE.code(), Batches.only(produced).errorCode());
    }
}
