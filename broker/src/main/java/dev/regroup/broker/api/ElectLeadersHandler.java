package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ElectLeaders v0-2 (KIP-183, KIP-460): the only replica leads already, so that there is never
/// anything to elect.
public final class ElectLeadersHandler implements Handler {
    private static final byte ELECTION_TYPES = 2;

    private final CataloguePublication catalogue;

    public ElectLeadersHandler(CataloguePublication catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.ELECT_LEADERS;
    }

    @Override
    public void handle(Exchange exchange) {
        ElectLeadersRequestData request = (ElectLeadersRequestData) exchange.request().data();
        ElectLeadersResponseData response = new ElectLeadersResponseData();
        if (!exchange.permitsOnCluster(AclOperation.ALTER)) {
            exchange.refuse(Errors.CLUSTER_AUTHORIZATION_FAILED);
            return;
        }
        if (request.electionType() < 0 || request.electionType() >= ELECTION_TYPES) {
            exchange.refuse(Errors.INVALID_REQUEST);
            return;
        }
        // Asked for all, Kafka leaves out those that need no election: that is every one here.
        if (request.topicPartitions() != null) {
            for (TopicPartitions wanted : request.topicPartitions()) {
                Optional<Topic> topic = catalogue.view().byName(wanted.topic());
                response.replicaElectionResults()
                        .add(
                                new ReplicaElectionResult()
                                        .setTopic(wanted.topic())
                                        .setPartitionResult(
                                                wanted.partitions().stream()
                                                        .map(partition -> result(topic, partition))
                                                        .toList()));
            }
        }
        exchange.answer(response);
    }

    private static PartitionResult result(Optional<Topic> topic, int partition) {
        boolean known = topic.filter(one -> one.hasPartition(partition)).isPresent();
        Errors error = known ? Errors.ELECTION_NOT_NEEDED : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        return new PartitionResult()
                .setPartitionId(partition)
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
