package dev.regroup.broker;

import dev.regroup.broker.api.AlterConfigsHandler;
import dev.regroup.broker.api.AlterPartitionReassignmentsHandler;
import dev.regroup.broker.api.ApiVersionsHandler;
import dev.regroup.broker.api.BatchCheck;
import dev.regroup.broker.api.ConsumerGroupDescribeHandler;
import dev.regroup.broker.api.ConsumerGroupHeartbeatHandler;
import dev.regroup.broker.api.ConsumerPaces;
import dev.regroup.broker.api.CreatePartitionsHandler;
import dev.regroup.broker.api.CreateTopicsHandler;
import dev.regroup.broker.api.DeleteGroupsHandler;
import dev.regroup.broker.api.DeleteRecordsHandler;
import dev.regroup.broker.api.DeleteTopicsHandler;
import dev.regroup.broker.api.DescribeClusterHandler;
import dev.regroup.broker.api.DescribeConfigsHandler;
import dev.regroup.broker.api.DescribeGroupsHandler;
import dev.regroup.broker.api.DescribeLogDirsHandler;
import dev.regroup.broker.api.DescribeProducersHandler;
import dev.regroup.broker.api.DescribeQuorumHandler;
import dev.regroup.broker.api.DescribeTopicPartitionsHandler;
import dev.regroup.broker.api.ElectLeadersHandler;
import dev.regroup.broker.api.Features;
import dev.regroup.broker.api.FetchHandler;
import dev.regroup.broker.api.FindCoordinatorHandler;
import dev.regroup.broker.api.GetTelemetrySubscriptionsHandler;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.api.HeartbeatHandler;
import dev.regroup.broker.api.HeartbeatHolds;
import dev.regroup.broker.api.IncrementalAlterConfigsHandler;
import dev.regroup.broker.api.InitProducerIdHandler;
import dev.regroup.broker.api.JoinGroupHandler;
import dev.regroup.broker.api.LeaveGroupHandler;
import dev.regroup.broker.api.ListConfigResourcesHandler;
import dev.regroup.broker.api.ListGroupsHandler;
import dev.regroup.broker.api.ListOffsetsHandler;
import dev.regroup.broker.api.ListPartitionReassignmentsHandler;
import dev.regroup.broker.api.LogDirectory;
import dev.regroup.broker.api.MetadataHandler;
import dev.regroup.broker.api.Node;
import dev.regroup.broker.api.OffsetCommitHandler;
import dev.regroup.broker.api.OffsetDeleteHandler;
import dev.regroup.broker.api.OffsetFetchHandler;
import dev.regroup.broker.api.OffsetForLeaderEpochHandler;
import dev.regroup.broker.api.ProduceHandler;
import dev.regroup.broker.api.ProducerIds;
import dev.regroup.broker.api.PushTelemetryHandler;
import dev.regroup.broker.api.Recompression;
import dev.regroup.broker.api.RecordReads;
import dev.regroup.broker.api.Requests;
import dev.regroup.broker.api.SettingsAlteration;
import dev.regroup.broker.api.SyncGroupHandler;
import dev.regroup.broker.api.TopicCreation;
import dev.regroup.broker.api.UpdateFeaturesHandler;
import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.fetch.FetchSessions;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.broker.shard.Population;
import dev.regroup.broker.shard.SettingsOfTopics;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.broker.telemetry.ClientTelemetry;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/// One handler for each API that is served, put together by constructors.
final class ApiHandlers {
    private final BrokerConfig config;
    private final Ticker ticker;
    private final CataloguePublication catalogue;
    private final PartitionHandles handles;
    private final Population population;
    private final StaticSettings settings;

    ApiHandlers(
            BrokerConfig config,
            Ticker ticker,
            CataloguePublication catalogue,
            PartitionHandles handles,
            Population population) {
        this.config = config;
        this.ticker = ticker;
        this.catalogue = catalogue;
        this.handles = handles;
        this.population = population;
        this.settings = config.settings();
    }

    List<Handler> all(Node node, Requests requests, RecordReads reads, LogDirectory directory) {
        List<Handler> handlers = new ArrayList<>();
        TopicCreation creation = new TopicCreation(requests, config.topics());
        handlers.addAll(records(requests, reads));
        handlers.addAll(groups(node, requests, creation));
        handlers.addAll(topics(node, requests, creation));
        handlers.addAll(cluster(node, directory));
        List<ApiKeys> served = new ArrayList<>(handlers.stream().map(Handler::apiKey).toList());
        served.add(ApiKeys.API_VERSIONS);
        handlers.add(new ApiVersionsHandler(served, node, Features.PRESENT));
        return handlers;
    }

    private List<Handler> records(Requests requests, RecordReads reads) {
        FetchSessions sessions = new FetchSessions(config.limits().fetchSessionsMax(), ticker);
        return List.of(
                new ProduceHandler(
                        catalogue,
                        handles,
                        requests,
                        new BatchCheck(ticker, new Recompression()),
                        new SettingsOfTopics(catalogue, settings)),
                new FetchHandler(catalogue, handles, reads, sessions),
                new ListOffsetsHandler(catalogue, handles, reads),
                new OffsetForLeaderEpochHandler(catalogue, handles),
                new DeleteRecordsHandler(catalogue, requests, settings),
                new InitProducerIdHandler(catalogue, new ProducerIds(requests)),
                new DescribeProducersHandler(catalogue, requests));
    }

    private List<Handler> groups(Node node, Requests requests, TopicCreation creation) {
        return List.of(
                new FindCoordinatorHandler(node, catalogue, creation),
                new JoinGroupHandler(catalogue, requests),
                new SyncGroupHandler(catalogue, requests),
                new HeartbeatHandler(
                        requests,
                        new HeartbeatHolds(config.groups().departures().heartbeatHoldMs())),
                new LeaveGroupHandler(requests),
                new ConsumerGroupHeartbeatHandler(
                        requests,
                        new ConsumerPaces(catalogue, settings, population),
                        config.groups().consumers().assignors()),
                new ConsumerGroupDescribeHandler(catalogue, requests),
                new OffsetCommitHandler(catalogue, requests),
                new OffsetFetchHandler(catalogue, requests),
                new OffsetDeleteHandler(catalogue, requests),
                new DescribeGroupsHandler(requests),
                new ListGroupsHandler(requests),
                new DeleteGroupsHandler(requests));
    }

    private List<Handler> topics(Node node, Requests requests, TopicCreation creation) {
        SettingsAlteration alteration = new SettingsAlteration(requests, node.id());
        return List.of(
                new MetadataHandler(node, catalogue, handles, creation),
                new DescribeTopicPartitionsHandler(node, catalogue, handles),
                new CreateTopicsHandler(catalogue, requests, creation, settings),
                new DeleteTopicsHandler(catalogue, requests, config.topics()),
                new CreatePartitionsHandler(catalogue, requests),
                new DescribeConfigsHandler(catalogue, settings),
                new AlterConfigsHandler(alteration),
                new IncrementalAlterConfigsHandler(alteration),
                new ListConfigResourcesHandler(catalogue, node.id()),
                new ElectLeadersHandler(catalogue),
                new AlterPartitionReassignmentsHandler(catalogue, node.id()),
                new ListPartitionReassignmentsHandler());
    }

    private List<Handler> cluster(Node node, LogDirectory directory) {
        ClientTelemetry telemetry = new ClientTelemetry(ticker);
        return List.of(
                new DescribeClusterHandler(node),
                new DescribeQuorumHandler(node, catalogue),
                new DescribeLogDirsHandler(catalogue, handles, directory),
                new UpdateFeaturesHandler(Features.PRESENT),
                new GetTelemetrySubscriptionsHandler(catalogue, telemetry),
                new PushTelemetryHandler(catalogue, telemetry));
    }
}
