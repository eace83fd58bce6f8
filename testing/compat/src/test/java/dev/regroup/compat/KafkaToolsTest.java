package dev.regroup.compat;

import dev.regroup.compat.KafkaTool.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Kafka's command-line tools: what an administrator types, and what is printed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaToolsTest {
    private Path folder;
    private InProcessBroker broker;

    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
        broker =
                InProcessBroker.start(
                        "tools",
                        folder.resolve("data"),
                        Map.of("offsets.retention.check.interval.ms", "500"));
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    private KafkaTool tool(String mainClass) {
        return new KafkaTool(mainClass, broker.bootstrap(), folder);
    }

    private Output topics(String... arguments) {
        return tool("org.apache.kafka.tools.TopicCommand").run(arguments);
    }

    private Output configs(String... arguments) {
        return tool("kafka.admin.ConfigCommand").run(arguments);
    }

    private Output offsets(String... arguments) {
        return tool("org.apache.kafka.tools.GetOffsetShell").run(arguments);
    }

    @Test
    void topics_areCreatedDescribedGrownAndDeleted() {
        topics("--create", "--topic", "t", "--partitions", "3", "--config", "retention.ms=1000")
                .succeeded();
        topics("--create", "--topic", "t").failed().says("already exists");
        topics("--create", "--topic", "t", "--if-not-exists").succeeded();
        topics("--describe", "--topic", "t")
                .says("PartitionCount: 3")
                .says("ReplicationFactor: 1")
                .says("retention.ms=1000")
                .says("Partition: 2.*Leader: 1.*Isr: 1");
        topics("--alter", "--topic", "t", "--partitions", "2")
                .failed()
                .says("would not be an increase");
        topics("--alter", "--topic", "t", "--partitions", "4").succeeded();
        topics("--describe", "--topic", "t").says("PartitionCount: 4");
        topics("--list", "--exclude-internal").says("^t$");
        topics("--describe", "--under-replicated-partitions").succeeded();
        topics("--create", "--topic", "bad name!").failed().says("illegal|invalid");
        topics("--delete", "--topic", "t").succeeded();
        topics("--describe", "--topic", "t").failed().says("does not exist");
    }

    @Test
    void settingsOfTopics_areAlteredDescribedAndRefused() {
        topics("--create", "--topic", "c").succeeded();
        configs(
                        "--alter",
                        "--entity-type",
                        "topics",
                        "--entity-name",
                        "c",
                        "--add-config",
                        "max.message.bytes=2000000,cleanup.policy=[compact,delete]")
                .says("Completed updating config for topic c");
        configs("--describe", "--entity-type", "topics", "--entity-name", "c")
                .says("cleanup.policy=compact,delete .*DYNAMIC_TOPIC_CONFIG")
                .says("max.message.bytes=2000000 .*DEFAULT_CONFIG:message.max.bytes=1048588");
        configs(
                        "--alter",
                        "--entity-type",
                        "topics",
                        "--entity-name",
                        "c",
                        "--delete-config",
                        "cleanup.policy")
                .succeeded();
        configs("--describe", "--entity-type", "topics", "--entity-name", "c", "--all")
                .says("cleanup.policy=delete ")
                .says("retention.ms=604800000 ");
        configs("--alter", "--entity-type", "topics", "--entity-name", "c", "--add-config", "no=1")
                .failed()
                .says("Unknown topic config name: no");
        configs(
                        "--alter",
                        "--entity-type",
                        "topics",
                        "--entity-name",
                        "no-such",
                        "--add-config",
                        "retention.ms=1")
                .failed()
                .says("does not exist");
    }

    @Test
    void settingsOfBrokersAndGroups_areAlteredAndDescribed() {
        configs(
                        "--alter",
                        "--entity-type",
                        "brokers",
                        "--entity-default",
                        "--add-config",
                        "log.retention.ms=70000")
                .succeeded();
        configs("--describe", "--entity-type", "brokers", "--entity-default")
                .says("log.retention.ms=70000 .*DYNAMIC_DEFAULT_BROKER_CONFIG");
        configs("--describe", "--entity-type", "brokers", "--entity-name", "1", "--all")
                .says("num.partitions=1 ")
                .says("regroup.durability=fsync ");
        configs(
                        "--alter",
                        "--entity-type",
                        "brokers",
                        "--entity-name",
                        "1",
                        "--add-config",
                        "num.partitions=3")
                .failed()
                .says("Cannot update these configs dynamically");
        configs(
                        "--alter",
                        "--entity-type",
                        "groups",
                        "--entity-name",
                        "g",
                        "--add-config",
                        "consumer.session.timeout.ms=50000")
                .succeeded();
        configs("--describe", "--entity-type", "groups", "--entity-name", "g")
                .says("consumer.session.timeout.ms=50000 .*GROUP_CONFIG");
    }

    @Test
    void recordsWrittenByTools_areCountedReadAndDeleted() throws IOException {
        topics("--create", "--topic", "d").succeeded();
        tool("org.apache.kafka.tools.VerifiableProducer")
                .run("--topic", "d", "--max-messages", "300", "--acks", "-1")
                .succeeded()
                .says("\"acked\":300");
        tool("org.apache.kafka.tools.ConsoleProducer")
                .runWithInput(
                        "k1:v1\nk2:v2\n",
                        "--topic",
                        "d",
                        "--reader-property",
                        "parse.key=true",
                        "--reader-property",
                        "key.separator=:")
                .succeeded();
        offsets("--topic", "d").says("^d:0:302$");
        offsets("--topic", "d", "--time", "earliest").says("^d:0:0$");
        offsets("--topic", "d", "--time", "max-timestamp").says("^d:0:\\d+$");
        offsets("--topic", "d", "--time", "-4").says("^d:0:0$");
        tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                .run(
                        "--topic",
                        "d",
                        "--from-beginning",
                        "--max-messages",
                        "302",
                        "--formatter-property",
                        "print.key=true",
                        "--group",
                        "console")
                .says("^k2\tv2$")
                .says("Processed a total of 302 messages");
        tool("org.apache.kafka.tools.VerifiableConsumer")
                .run(
                        "--topic",
                        "d",
                        "--group-id",
                        "verifiable",
                        "--max-messages",
                        "302",
                        "--reset-policy",
                        "earliest")
                .says("\"name\":\"partitions_assigned\"")
                .says("\"name\":\"offsets_committed\".*\"success\":true")
                .says("shutdown_complete");

        Path json = folder.resolve("delete.json");
        Files.writeString(
                json, "{\"partitions\":[{\"topic\":\"d\",\"partition\":0,\"offset\":10}]}");
        tool("org.apache.kafka.tools.DeleteRecordsCommand")
                .run("--offset-json-file", json.toString())
                .says("low_watermark: 10");
        offsets("--topic", "d", "--time", "earliest").says("^d:0:10$");
    }

    @Test
    void groups_areDescribedResetAndDeleted() {
        topics("--create", "--topic", "g").succeeded();
        tool("org.apache.kafka.tools.ConsoleProducer")
                .runWithInput("a\nb\nc\n", "--topic", "g")
                .succeeded();
        tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                .run(
                        "--topic",
                        "g",
                        "--from-beginning",
                        "--max-messages",
                        "3",
                        "--group",
                        "readers")
                .says("Processed a total of 3 messages");
        KafkaTool groups = tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");
        groups.run("--list", "--state").says("^readers +Empty");
        groups.run("--describe", "--group", "readers").says("readers +g +0 +3 +3 +0 ");
        groups.run(
                        "--reset-offsets",
                        "--group",
                        "readers",
                        "--topic",
                        "g:0",
                        "--to-offset",
                        "1",
                        "--execute")
                .says("g +0 +1");
        groups.run("--delete-offsets", "--group", "readers", "--topic", "g").says("Successful");
        groups.run("--delete", "--group", "readers").succeeded();
        groups.run("--describe", "--group", "readers").says("does not exist|not found");
    }

    @Test
    void groupsAndOffsets_areReadFromTheirTopic_andTheirEndToo() {
        topics("--create", "--topic", "kept").succeeded();
        topics("--create", "--topic", "deleted").succeeded();
        KafkaTool groups = tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");
        for (String topic : new String[] {"kept", "deleted"}) {
            groups.run(
                            "--reset-offsets",
                            "--group",
                            "told",
                            "--topic",
                            topic + ":0",
                            "--to-earliest",
                            "--execute")
                    .says(topic + " +0 +0");
        }
        topics("--delete", "--topic", "deleted").succeeded();
        tool("org.apache.kafka.tools.ConsoleProducer")
                .runWithInput("a\n", "--topic", "kept")
                .succeeded();
        readOnce("expired", "classic");
        readOnce("modern", "consumer");

        Await.until(
                "the groups without offsets expire",
                30,
                () -> !groups.run("--list").text().matches("(?s).*(expired|modern).*"),
                () -> "still listed");

        offsetRecords("OffsetsMessageFormatter")
                .says(offset("told", "kept", "\\{\"version\":4"))
                .says(offset("told", "deleted", "\\{\"version\":4"))
                .says(offset("told", "deleted", "null"))
                .doesNotSay(offset("told", "kept", "null"));
        offsetRecords("GroupMetadataMessageFormatter")
                .says(group("expired", "\\{\"version\":3.*\"protocolType\":\"consumer\""))
                .says(group("expired", "null"));
    }

    /// Reads a record as the only member of a group, and commits nothing.
    private void readOnce(String group, String protocol) {
        tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                .run(
                        "--topic",
                        "kept",
                        "--from-beginning",
                        "--max-messages",
                        "1",
                        "--consumer-property",
                        "enable.auto.commit=false",
                        "--consumer-property",
                        "group.protocol=" + protocol,
                        "--group",
                        group)
                .says("Processed a total of 1 messages");
    }

    private static String offset(String group, String topic, String value) {
        return "\"group\":\"%s\",\"topic\":\"%s\",\"partition\":0\\}\\},\"value\":%s"
                .formatted(group, topic, value);
    }

    private static String group(String group, String value) {
        return "\"group\":\"%s\"\\}\\},\"value\":%s".formatted(group, value);
    }

    /// What Kafka's own formatter makes of `__consumer_offsets`. It reads every record and ends at
    /// one that it does not understand, but leaves out those of the consumer protocol.
    private Output offsetRecords(String formatter) {
        return tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                .run(
                        "--topic",
                        "__consumer_offsets",
                        "--from-beginning",
                        "--timeout-ms",
                        "5000",
                        "--formatter",
                        "org.apache.kafka.tools.consumer." + formatter)
                .doesNotSay("Could not read record");
    }

    @Test
    void theCluster_isDescribedAsItIs() throws IOException {
        topics("--create", "--topic", "l").succeeded();
        tool("org.apache.kafka.tools.BrokerApiVersionsCommand")
                .run()
                .succeeded()
                .says("Produce\\(0\\): 0 to 13")
                .says("DescribeConfigs\\(32\\): 1 to 4");
        tool("org.apache.kafka.tools.ClusterTool")
                .runPlain("cluster-id", "--bootstrap-server", broker.bootstrap())
                .says("Cluster ID: .+");
        tool("org.apache.kafka.tools.ClusterTool")
                .runPlain("list-endpoints", "--bootstrap-server", broker.bootstrap())
                .says("127.0.0.1");
        tool("org.apache.kafka.tools.FeatureCommand")
                .run("describe")
                .says("Feature: group.version")
                .says("Feature: transaction.version");
        tool("org.apache.kafka.tools.LogDirsCommand")
                .run("--describe", "--topic-list", "l")
                .says("\"partition\":\"l-0\",\"size\":0");
        tool("org.apache.kafka.tools.MetadataQuorumCommand")
                .run("describe", "--status")
                .says("LeaderId: +1")
                .says("CurrentVoters:.*\"id\": 1");
        tool("org.apache.kafka.tools.LeaderElectionCommand")
                .run("--election-type", "preferred", "--all-topic-partitions")
                .succeeded();
        Path plan = folder.resolve("reassign.json");
        Files.writeString(
                plan,
                "{\"version\":1,\"partitions\":[{\"topic\":\"l\",\"partition\":0,\"replicas\":[1]}]}");
        KafkaTool reassign = tool("org.apache.kafka.tools.reassign.ReassignPartitionsCommand");
        reassign.run("--list").says("No partition reassignments found");
        reassign.run("--execute", "--reassignment-json-file", plan.toString())
                .says("Successfully started partition reassignment");
        reassign.run("--verify", "--reassignment-json-file", plan.toString())
                .says("Reassignment of partition l-0 is completed");
    }

    @Test
    void clientMetrics_areSubscribedTo() {
        KafkaTool metrics = tool("org.apache.kafka.tools.ClientMetricsCommand");
        metrics.run(
                        "--alter",
                        "--name",
                        "m",
                        "--metrics",
                        "org.apache.kafka.consumer.",
                        "--interval",
                        "10000")
                .succeeded();
        metrics.run("--describe", "--name", "m").says("interval.ms=10000");
        metrics.run("--list").says("^m$");
        metrics.run("--delete", "--name", "m").succeeded();
        metrics.run("--list").doesNotSay("^m$");
    }

    @Test
    void producersOfAPartition_areDescribed() {
        topics("--create", "--topic", "p").succeeded();
        tool("org.apache.kafka.tools.ConsoleProducer")
                .runWithInput("a\n", "--topic", "p")
                .succeeded();
        tool("org.apache.kafka.tools.TransactionsCommand")
                .runPlain(
                        "--bootstrap-server",
                        broker.bootstrap(),
                        "describe-producers",
                        "--topic",
                        "p",
                        "--partition",
                        "0")
                .says("ProducerEpoch")
                .says("^\\d+\\s+0\\s+-1\\s+0\\s");
    }
}
