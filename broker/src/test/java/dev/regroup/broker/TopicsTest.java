package dev.regroup.broker;

import static dev.regroup.broker.Batches.plain;
import static dev.regroup.broker.Batches.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final int SHARDS = 4;

    private MemoryShardLogs logs;
    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        logs = MemoryShardLogs.immediate(SHARDS);
        start(TopicDefaults.DEFAULT);
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private void start(TopicDefaults defaults) {
        broker = TestBroker.start(TestBroker.config(defaults), logs);
        client = broker.connect();
    }

    private void restart(TopicDefaults defaults) {
        stop();
        logs = logs.anotherNode();
        start(defaults);
    }

    @Test
    void aTopicCreated_isThereWithAllItsPartitionsAndStaysThere() {
        Uuid id = broker.createTopic("t", 9);

        restart(TopicDefaults.DEFAULT);

        MetadataResponseTopic topic = metadata("t");
        assertEquals(Errors.NONE.code(), topic.errorCode());
        assertEquals(id, topic.topicId());
        assertEquals(9, topic.partitions().size());
        topic.partitions().forEach(partition -> assertEquals(1, partition.leaderId()));
    }

    @Test
    void creation_isRefusedWithTheReason() {
        broker.createTopic("there", 1);
        broker.createTopic("with.dot", 1);

        Map<String, Errors> errors =
                create(
                        topic("there", 1, 1),
                        topic("with_dot", 1, 1),
                        topic("bad name", 1, 1),
                        topic("none", 0, 1),
                        topic("nowhere", 1, 0),
                        topic("fine", -1, -1));

        assertEquals(
                Map.of(
                        "there", Errors.TOPIC_ALREADY_EXISTS,
                        "with_dot", Errors.INVALID_TOPIC_EXCEPTION,
                        "bad name", Errors.INVALID_TOPIC_EXCEPTION,
                        "none", Errors.INVALID_PARTITIONS,
                        "nowhere", Errors.INVALID_REPLICATION_FACTOR,
                        "fine", Errors.NONE),
                errors);
    }

    @Test
    void creationForValidationOnly_createsNothing() {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(topic("t", 3, 1));

        CreateTopicsResponseData answer =
                client.call(
                        7,
                        new CreateTopicsRequestData().setTopics(topics).setValidateOnly(true),
                        CreateTopicsResponseData.class);

        assertEquals(Errors.NONE.code(), answer.topics().find("t").errorCode());
        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), metadata("t", false).errorCode());
    }

    @Test
    void aTopicAskedFor_isCreatedWhereThatIsOn() {
        assertEquals(Errors.NONE.code(), metadata("asked", true).errorCode());
        assertEquals(
                Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), metadata("other", false).errorCode());
        assertEquals(Errors.INVALID_TOPIC_EXCEPTION.code(), metadata("a b", true).errorCode());

        restart(new TopicDefaults(1, false, true));

        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), metadata("third", true).errorCode());
    }

    @Test
    void aTopicDeleted_isGoneAndItsSuccessorIsAnother() {
        Uuid first = broker.createTopic("t", 2);
        produce("t", 0);
        produce("t", 0);

        assertEquals(Errors.NONE, delete("t"));
        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION, delete("t"));
        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), metadata("t", false).errorCode());

        Uuid second = broker.createTopic("t", 2);
        assertNotEquals(first, second);
        assertEquals(0, produce("t", 0));

        restart(TopicDefaults.DEFAULT);
        assertEquals(second, metadata("t").topicId());
        assertEquals(1, produce("t", 0));
    }

    @Test
    void deletion_canBeSwitchedOff() {
        broker.createTopic("t", 1);
        restart(new TopicDefaults(1, true, false));

        assertEquals(Errors.TOPIC_DELETION_DISABLED, delete("t"));
        assertEquals(Errors.NONE.code(), metadata("t").errorCode());
    }

    @Test
    void partitionsAdded_canBeWrittenAndStay() {
        broker.createTopic("t", 2);

        assertEquals(Errors.NONE, grow("t", 7));
        assertEquals(0, produce("t", 6));

        restart(TopicDefaults.DEFAULT);
        assertEquals(7, metadata("t").partitions().size());
        assertEquals(1, produce("t", 6));
    }

    @Test
    void partitions_cannotBecomeFewer() {
        broker.createTopic("t", 2);

        assertEquals(Errors.INVALID_PARTITIONS, grow("t", 2));
        assertEquals(Errors.INVALID_PARTITIONS, grow("t", 1));
        assertEquals(Errors.UNKNOWN_TOPIC_OR_PARTITION, grow("no", 3));
    }

    @Test
    void namesThatDifferInDotsAndUnderscoresOnly_clash_inOneRequestToo_untilOneIsGone() {
        assertEquals(
                Map.of("a.b", Errors.NONE, "a_b", Errors.INVALID_TOPIC_EXCEPTION),
                create(topic("a.b", 1, 1), topic("a_b", 1, 1)));
        assertEquals(Map.of("a_b", Errors.INVALID_TOPIC_EXCEPTION), create(topic("a_b", 1, 1)));
        broker.deleteTopic("a.b");
        assertEquals(Map.of("a_b", Errors.NONE), create(topic("a_b", 1, 1)));
    }

    @Test
    void aTopicThatAClientAsksFor_isNotCreatedBesideOneThatItClashesWith() {
        create(topic("a.b", 1, 1));

        client.call(
                8,
                new MetadataRequestData()
                        .setAllowAutoTopicCreation(true)
                        .setTopics(List.of(new MetadataRequestTopic().setName("a_b"))),
                MetadataResponseData.class);

        assertEquals(
                List.of("a.b"),
                client
                        .call(
                                8,
                                new MetadataRequestData().setTopics(null),
                                MetadataResponseData.class)
                        .topics()
                        .stream()
                        .map(MetadataResponseTopic::name)
                        .toList());
    }

    private Map<String, Errors> create(CreatableTopic... wanted) {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        for (CreatableTopic one : wanted) {
            topics.add(one);
        }
        return client
                .call(
                        7,
                        new CreateTopicsRequestData().setTopics(topics),
                        CreateTopicsResponseData.class)
                .topics()
                .stream()
                .collect(
                        Collectors.toMap(
                                CreatableTopicResult::name,
                                result -> Errors.forCode(result.errorCode())));
    }

    private static CreatableTopic topic(String name, int partitions, int replicas) {
        return new CreatableTopic()
                .setName(name)
                .setNumPartitions(partitions)
                .setReplicationFactor((short) replicas);
    }

    private Errors delete(String name) {
        DeleteTopicsRequestData request =
                new DeleteTopicsRequestData()
                        .setTopics(List.of(new DeleteTopicState().setName(name)));
        return Errors.forCode(
                client.call(6, request, DeleteTopicsResponseData.class)
                        .responses()
                        .iterator()
                        .next()
                        .errorCode());
    }

    private Errors grow(String name, int partitions) {
        CreatePartitionsTopicCollection topics = new CreatePartitionsTopicCollection();
        topics.add(
                new CreatePartitionsTopic()
                        .setName(name)
                        .setCount(partitions)
                        .setAssignments(null));
        return Errors.forCode(
                client.call(
                                3,
                                new CreatePartitionsRequestData().setTopics(topics),
                                CreatePartitionsResponseData.class)
                        .results()
                        .getFirst()
                        .errorCode());
    }

    private long produce(String topic, int partition) {
        var response =
                Batches.only(
                        client.call(
                                Batches.VERSION,
                                request(topic, partition, -1, plain("v")),
                                ProduceResponseData.class));
        assertEquals(Errors.NONE, Errors.forCode(response.errorCode()));
        return response.baseOffset();
    }

    private MetadataResponseTopic metadata(String name) {
        return metadata(name, false);
    }

    private MetadataResponseTopic metadata(String name, boolean create) {
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName(name)))
                        .setAllowAutoTopicCreation(create);
        return client.call(10, request, MetadataResponseData.class).topics().iterator().next();
    }
}
