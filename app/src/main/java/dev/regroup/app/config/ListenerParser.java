package dev.regroup.app.config;

import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `listeners` and what belongs to them, in Kafka's form.
final class ListenerParser {
    private static final String PLAINTEXT = "PLAINTEXT";
    private static final Set<String> EVERY_ADDRESS = Set.of("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0");
    private static final Pattern ENDPOINT = Pattern.compile("([^:/]+)://(.*)");
    private static final Pattern HOST_PORT =
            Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*)):(\\d{1,5})");

    private final Settings settings;
    private final List<String> problems;

    ListenerParser(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /// @param listen instead of the configured listeners
    /// @param advertise what clients of the first listener are told
    List<Listener> parse(Optional<String> listen, Optional<String> advertise) {
        Map<String, HostPort> bound =
                listen.isPresent()
                        ? single("--listen", listen.get())
                        : withoutControllers(endpoints("listeners", settings.listeners()));
        Map<String, HostPort> advertised =
                listen.isPresent()
                        ? Map.of()
                        : endpoints("advertised.listeners", settings.advertisedListeners());
        if (bound.isEmpty() && problems.isEmpty()) {
            problems.add("listeners names no listener for clients");
        }
        List<Listener> listeners = new ArrayList<>();
        bound.forEach((name, bind) -> {
            checkProtocol(name);
            Optional<HostPort> given =
                    listeners.isEmpty() && advertise.isPresent()
                            ? Optional.ofNullable(
                                    single("--advertise", advertise.get()).get(PLAINTEXT))
                            : Optional.ofNullable(advertised.get(name));
            listeners.add(new Listener(name, bind, advertised(bind, given)));
        });
        return listeners;
    }

    private Map<String, HostPort> single(String option, String text) {
        Optional<HostPort> address = hostPort(text);
        if (address.isEmpty()) {
            problems.add(
                    "%s is %s; it is HOST:PORT, for IPv6 [ADDRESS]:PORT".formatted(option, text));
            return Map.of();
        }
        return Map.of(PLAINTEXT, address.get());
    }

    private Map<String, HostPort> endpoints(String key, String text) {
        Map<String, HostPort> endpoints = new LinkedHashMap<>();
        for (String one : list(text)) {
            Matcher matcher = ENDPOINT.matcher(one);
            Optional<HostPort> address =
                    matcher.matches() ? hostPort(matcher.group(2)) : Optional.empty();
            if (address.isEmpty()) {
                problems.add("%s has %s; it is NAME://HOST:PORT".formatted(key, one));
            } else if (endpoints.put(matcher.group(1), address.get()) != null) {
                problems.add("%s names %s twice".formatted(key, matcher.group(1)));
            }
        }
        return endpoints;
    }

    private Map<String, HostPort> withoutControllers(Map<String, HostPort> endpoints) {
        list(settings.controllerListenerNames()).forEach(endpoints::remove);
        return endpoints;
    }

    private void checkProtocol(String name) {
        Map<String, String> protocols =
                list(settings.listenerSecurityProtocolMap()).stream()
                        .map(pair -> pair.split(":", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(
                                Collectors.toMap(
                                        pair -> pair[0].trim(),
                                        pair -> pair[1].trim(),
                                        (first, second) -> first));
        String protocol = protocols.getOrDefault(name, name);
        if (!protocol.equals(PLAINTEXT)) {
            problems.add(
                    "listener %s is %s, but only PLAINTEXT is served yet"
                            .formatted(name, protocol));
        }
    }

    private HostPort advertised(HostPort bind, Optional<HostPort> given) {
        if (given.isPresent()) {
            if (EVERY_ADDRESS.contains(given.get().host())) {
                problems.add(
                        "clients cannot connect to %s: set advertised.listeners (or --advertise) to an address that they reach"
                                .formatted(given.get()));
            }
            return given.get();
        }
        return EVERY_ADDRESS.contains(bind.host()) ? new HostPort(ownName(), bind.port()) : bind;
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static Optional<HostPort> hostPort(String text) {
        Matcher matcher = HOST_PORT.matcher(text.trim());
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(new HostPort(host, Integer.parseInt(matcher.group(3))));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
