package dev.regroup.app.config;

import dev.regroup.broker.plugin.PluginException;
import dev.regroup.broker.plugin.PluginLoader;
import dev.regroup.coordinator.assign.Assignor;
import dev.regroup.coordinator.group.ConsumerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `group.consumer.assignors`: names of the broker's own strategies, and of users' classes,
/// which are loaded. Without one of the latter, nothing of plug-ins is.
final class AssignorsParser {
    private final Settings settings;
    private final Map<String, String> given;
    private final List<String> problems;
    private final List<String> names = new ArrayList<>();
    private final List<Assignor> plugins = new ArrayList<>();

    /// One for all, so that classes of users see each other.
    private @Nullable PluginLoader loader;

    /// @param names as members wish for them, the default first
    record Parsed(List<String> names, List<Assignor> plugins) {}

    /// @param given to plug-ins that want to be told the settings
    AssignorsParser(Settings settings, Map<String, String> given, List<String> problems) {
        this.settings = settings;
        this.given = given;
        this.problems = problems;
    }

    Parsed parse() {
        List<String> words =
                Arrays.stream(settings.groupConsumerAssignors().split(",", -1))
                        .map(String::trim)
                        .filter(word -> !word.isEmpty())
                        .distinct()
                        .toList();
        boolean areKnown =
                words.stream()
                        .allMatch(word ->
                                ConsumerConfig.ASSIGNORS.contains(word) || isClassName(word));
        if (words.isEmpty() || !areKnown) {
            problems.add(
                    "group.consumer.assignors is '%s'; there are %s, and classes of your own by their full names"
                            .formatted(
                                    settings.groupConsumerAssignors(),
                                    String.join(", ", ConsumerConfig.ASSIGNORS)));
            return new Parsed(List.of(), List.of());
        }
        words.forEach(word -> {
            if (ConsumerConfig.ASSIGNORS.contains(word)) {
                add(word, word);
            } else {
                load(word)
                        .ifPresent(plugin -> {
                            plugins.add(plugin);
                            add(plugin.name(), word);
                        });
            }
        });
        return new Parsed(names, plugins);
    }

    private static boolean isClassName(String word) {
        return word.contains(".");
    }

    private void add(String name, String word) {
        if (names.contains(name)) {
            problems.add(
                    "group.consumer.assignors names %s, and another that is called %s too"
                            .formatted(word, name));
        }
        names.add(name);
    }

    private Optional<Assignor> load(String className) {
        Path folder = Path.of(settings.pluginsDir());
        try {
            if (loader == null) {
                loader = new PluginLoader(PluginFolder.classes(folder), given);
            }
            return Optional.of(loader.assignor(className));
        } catch (PluginException e) {
            problems.add(
                    "group.consumer.assignors names %s, but %s (jars are looked for in %s, regroup.plugins.dir)"
                            .formatted(className, e.getMessage(), folder.toAbsolutePath()));
            return Optional.empty();
        }
    }
}
