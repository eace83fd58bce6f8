package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.settings.TopicSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;

/// The settings of topics that are acted on, worked out once for each state of the catalogue.
public final class SettingsOfTopics {
    /// Of topics that are gone, at most as many are remembered.
    private static final int GONE_MAX = 1_000;

    private final CataloguePublication catalogue;
    private final StaticSettings fixed;
    private final Map<Uuid, Known> byTopic = new ConcurrentHashMap<>();

    /// What `settings` were worked out from, and they.
    private record Known(Topic topic, DynamicSettings dynamic, TopicSettings settings) {}

    public SettingsOfTopics(CataloguePublication catalogue, StaticSettings fixed) {
        this.catalogue = catalogue;
        this.fixed = fixed;
    }

    @SuppressWarnings("ReferenceEquality") // the same objects, or work them out again
    public TopicSettings of(Topic topic) {
        DynamicSettings dynamic = catalogue.view().settings();
        Known known = byTopic.get(topic.id());
        if (known != null && known.topic == topic && known.dynamic == dynamic) {
            return known.settings;
        }
        TopicSettings settings =
                TopicSettings.of(new EffectiveSettings(fixed, dynamic), topic.configs());
        if (byTopic.size() > catalogue.view().topics().size() + GONE_MAX) {
            byTopic.clear();
        }
        byTopic.put(topic.id(), new Known(topic, dynamic, settings));
        return settings;
    }
}
