package dev.regroup.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Settings given as environment variables, by the rule of Kafka's container image with another
/// prefix: `REGROUP_` and the key in upper case, with `_` for a dot, `__` for an underscore and
/// `___` for a dash. For keys that begin with `regroup.` the prefix alone will do. An empty
/// variable counts as not there.
final class Environment {
    private static final String PREFIX = "REGROUP_";
    private static final String OWN = "regroup.";

    /// For the launcher and the log; they are no settings.
    private static final Set<String> FOR_OTHERS =
            Set.of("REGROUP_OPTS", "REGROUP_JDK_FOLDERS", "REGROUP_LOG_LEVEL");

    /// What Kubernetes puts into containers for a service that is called regroup or regroup-...
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "REGROUP_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final KafkaKeys kafkaKeys = new KafkaKeys();
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, String> variableByKey = new TreeMap<>();
    private final List<String> problems;

    /// @param variables all that the process has, its own and others
    /// @param problems gets what is wrong with them
    Environment(Map<String, String> variables, List<String> problems) {
        this.problems = problems;
        new TreeMap<>(variables)
                .forEach((name, value) -> {
                    if (name.startsWith(PREFIX)
                            && !FOR_OTHERS.contains(name)
                            && !isServiceLink(name, value)) {
                        take(name, value);
                    }
                });
    }

    /// The names of the variables that say something.
    List<String> variables() {
        return variableByKey.values().stream().sorted().toList();
    }

    /// What the file says, where no variable says otherwise.
    Map<String, String> over(Map<String, String> file) {
        Map<String, String> all = new TreeMap<>(file);
        SettingsParser.keys()
                .filter(key ->
                        settings.containsKey(key.name()) || settings.containsKey(key.alias()))
                .forEach(key -> {
                    all.remove(key.name());
                    all.remove(key.alias());
                });
        all.putAll(settings);
        return all;
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
    }

    private void take(String name, String value) {
        String key = key(name.substring(PREFIX.length()));
        Optional<String> known = Stream.of(key, OWN + key).filter(known(value)).findFirst();
        if (known.isEmpty()) {
            problems.add(
                    "%s is not a setting%s"
                            .formatted(name, NearestName.question(name, variableNames())));
        } else if (!value.isBlank()) {
            String earlier = variableByKey.putIfAbsent(known.get(), name);
            if (earlier != null) {
                problems.add("%s and %s both give %s".formatted(earlier, name, known.get()));
            }
            settings.put(known.get(), value);
        }
    }

    /// Keys that are refused are known too: the parser says why.
    private Predicate<String> known(String value) {
        return key ->
                SettingsParser.keys().anyMatch(one -> one.isCalled(key))
                        || kafkaKeys.knows(key)
                        || kafkaKeys.refusal(key, value).isPresent();
    }

    private static String key(String rest) {
        return rest.toLowerCase(Locale.ROOT)
                .replace("___", "-")
                .replace("__", "\0")
                .replace('_', '.')
                .replace('\0', '_');
    }

    private List<String> variableNames() {
        List<String> names = new ArrayList<>(FOR_OTHERS);
        Stream.concat(SettingsParser.keys().map(Key::name), kafkaKeys.names())
                .map(key -> key.startsWith(OWN) ? key.substring(OWN.length()) : key)
                .map(key -> key.replace("_", "__").replace("-", "___").replace('.', '_'))
                .map(key -> PREFIX + key.toUpperCase(Locale.ROOT))
                .forEach(names::add);
        return names;
    }
}
