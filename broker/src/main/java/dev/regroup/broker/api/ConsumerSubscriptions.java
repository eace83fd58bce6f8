package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.GroupCommand.ConsumerSubscription;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// What consumers say when they join by the classic protocol (schema ConsumerProtocolSubscription).
final class ConsumerSubscriptions {
    private ConsumerSubscriptions() {}

    /// Nothing if it cannot be read. Topics that are gone are left out of what the member has.
    static Optional<ConsumerSubscription> read(byte[] metadata, CatalogueView catalogue) {
        ConsumerProtocolSubscription read;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(metadata);
            // Later versions add to the end, so that the latest known reads them too.
            int version =
                    Math.clamp(
                            buffer.getShort(),
                            0,
                            ConsumerProtocolSubscription.HIGHEST_SUPPORTED_VERSION);
            read =
                    new ConsumerProtocolSubscription(
                            new ByteBufferAccessor(buffer), (short) version);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        Partitions.Builder owned = Partitions.builder();
        read.ownedPartitions()
                .forEach(topic ->
                        catalogue
                                .byName(topic.topic())
                                .ifPresent(known ->
                                        topic.partitions().stream()
                                                .filter(known::hasPartition)
                                                .forEach(number ->
                                                        owned.add(
                                                                TopicIds.of(known.id()), number))));
        return Optional.of(
                new ConsumerSubscription(
                        read.topics(), Optional.ofNullable(read.rackId()), owned.build()));
    }
}
