package dev.regroup.broker.api;

import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.shard.CataloguePublication;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData.TopicData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeQuorum v0-2 (KIP-595, KIP-836): the catalogue is the metadata log, and this node its
/// only voter. Its offsets are versions of the catalogue; there is one leader epoch.
public final class DescribeQuorumHandler implements Handler {
    private static final String METADATA_TOPIC = "__cluster_metadata";
    private static final int LEADER_EPOCH = 1;
    private static final short FIRST_VERSION_WITH_NODES = 2;

    private final Node node;
    private final CataloguePublication catalogue;

    public DescribeQuorumHandler(Node node, CataloguePublication catalogue) {
        this.node = node;
        this.catalogue = catalogue;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_QUORUM;
    }

    @Override
    public void handle(Exchange exchange) {
        DescribeQuorumRequestData request = (DescribeQuorumRequestData) exchange.request().data();
        DescribeQuorumResponseData response = new DescribeQuorumResponseData();
        if (!exchange.permitsOnCluster(AclOperation.DESCRIBE)) {
            exchange.answer(response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        for (TopicData topic : request.topics()) {
            response.topics()
                    .add(
                            new DescribeQuorumResponseData.TopicData()
                                    .setTopicName(topic.topicName())
                                    .setPartitions(
                                            topic.partitions().stream()
                                                    .map(partition ->
                                                            partition(
                                                                    topic.topicName(),
                                                                    partition.partitionIndex()))
                                                    .toList()));
        }
        if (exchange.version() >= FIRST_VERSION_WITH_NODES) {
            response.setNodes(nodes(exchange));
        }
        exchange.answer(response);
    }

    private PartitionData partition(String topic, int partition) {
        PartitionData data = new PartitionData().setPartitionIndex(partition);
        if (!topic.equals(METADATA_TOPIC) || partition != 0) {
            return data.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        long end = catalogue.view().version();
        return data.setLeaderId(node.id())
                .setLeaderEpoch(LEADER_EPOCH)
                .setHighWatermark(end)
                .setCurrentVoters(
                        List.of(new ReplicaState().setReplicaId(node.id()).setLogEndOffset(end)));
    }

    private NodeCollection nodes(Exchange exchange) {
        HostPort endpoint = node.endpoint(exchange.peer().listener());
        ListenerCollection listeners = new ListenerCollection();
        listeners.add(
                new Listener()
                        .setName(exchange.peer().listener())
                        .setHost(endpoint.host())
                        .setPort(endpoint.port()));
        NodeCollection nodes = new NodeCollection();
        nodes.add(
                new DescribeQuorumResponseData.Node().setNodeId(node.id()).setListeners(listeners));
        return nodes;
    }
}
