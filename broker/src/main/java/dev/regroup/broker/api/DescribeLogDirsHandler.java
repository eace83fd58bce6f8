package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeLogDirs v1-5 (KIP-113, KIP-827): one directory. A partition's size is that of its
/// batches, wherever they lie in the journal.
public final class DescribeLogDirsHandler implements Handler {
    private final CataloguePublication catalogue;
    private final PartitionHandles handles;
    private final LogDirectory directory;

    public DescribeLogDirsHandler(
            CataloguePublication catalogue, PartitionHandles handles, LogDirectory directory) {
        this.catalogue = catalogue;
        this.handles = handles;
        this.directory = directory;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_LOG_DIRS;
    }

    @Override
    public void handle(Exchange exchange) {
        DescribeLogDirsRequestData request = (DescribeLogDirsRequestData) exchange.request().data();
        if (!exchange.permitsOnCluster(AclOperation.DESCRIBE)) {
            exchange.answer(
                    new DescribeLogDirsResponseData()
                            .setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        // The volume is asked: not on the reader.
        exchange.answerInTurn(() ->
                new DescribeLogDirsResponseData()
                        .setResults(
                                List.of(
                                        new DescribeLogDirsResult()
                                                .setLogDir(directory.path())
                                                .setTotalBytes(directory.totalBytes())
                                                .setUsableBytes(directory.usableBytes())
                                                .setTopics(topics(request)))));
    }

    private List<DescribeLogDirsTopic> topics(DescribeLogDirsRequestData request) {
        CatalogueView view = catalogue.view();
        List<DescribeLogDirsTopic> topics = new ArrayList<>();
        if (request.topics() == null) {
            view.topics()
                    .forEach(topic ->
                            topics.add(
                                    described(
                                            topic,
                                            IntStream.range(0, topic.partitions())
                                                    .boxed()
                                                    .toList())));
            return topics;
        }
        for (DescribableLogDirTopic wanted : request.topics()) {
            view.byName(wanted.topic())
                    .map(topic ->
                            described(
                                    topic,
                                    wanted.partitions().stream()
                                            .filter(topic::hasPartition)
                                            .distinct()
                                            .toList()))
                    .ifPresent(topics::add);
        }
        return topics;
    }

    private DescribeLogDirsTopic described(Topic topic, List<Integer> partitions) {
        return new DescribeLogDirsTopic()
                .setName(topic.name())
                .setPartitions(
                        partitions.stream()
                                .map(partition ->
                                        new DescribeLogDirsPartition()
                                                .setPartitionIndex(partition)
                                                .setPartitionSize(
                                                        sizeBytes(
                                                                new PartitionKey(
                                                                        topic.id(), partition))))
                                .toList());
    }

    private long sizeBytes(PartitionKey key) {
        Optional<PartitionHandle> handle = handles.find(key);
        return handle.isPresent() && handle.get().view() instanceof PartitionView.Open open
                ? open.sizeBytes()
                : 0;
    }
}
