package dev.regroup.app.config;

import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `listeners` and what belongs to them, in Kafka's form.
final class ListenerParser {
    private static final String PLAINTEXT = "PLAINTEXT";

    /// Protocols that Kafka knows, each of which is a listener's name too.
    private static final Set<String> PROTOCOLS =
            Set.of(PLAINTEXT, "SSL", "SASL_PLAINTEXT", "SASL_SSL");

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
        Map<String, HostPort> bound;
        Map<String, HostPort> advertised;
        if (listen.isPresent()) {
            bound = single("--listen", listen.get());
            advertised = Map.of();
        } else {
            bound = withoutControllers(endpoints("listeners", settings.listeners()));
            advertised = endpoints("advertised.listeners", settings.advertisedListeners());
            checkAdvertisedNames(advertised.keySet());
        }
        if (bound.isEmpty() && problems.isEmpty()) {
            problems.add("listeners names no listener for clients");
        }
        checkPorts(bound);
        String setting =
                listen.isPresent()
                        ? "give --advertise HOST:PORT"
                        : "set advertised.listeners, or give --advertise HOST:PORT";
        List<Listener> listeners = new ArrayList<>();
        bound.forEach((name, bind) -> {
            checkProtocol(name);
            Optional<HostPort> given =
                    listeners.isEmpty() && advertise.isPresent()
                            ? Optional.ofNullable(
                                    single("--advertise", advertise.get()).get(PLAINTEXT))
                            : Optional.ofNullable(advertised.get(name));
            listeners.add(new Listener(name, bind, advertised(given.orElse(bind), setting)));
        });
        return listeners;
    }

    /// The names in `listeners`, of controllers too, in upper case as Kafka shows them.
    Set<String> configuredNames() {
        return list(settings.listeners()).stream()
                .map(ENDPOINT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> upperCase(matcher.group(1)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
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
            } else if (endpoints.put(upperCase(matcher.group(1)), address.get()) != null) {
                problems.add("%s names %s twice".formatted(key, upperCase(matcher.group(1))));
            }
        }
        return endpoints;
    }

    private Map<String, HostPort> withoutControllers(Map<String, HostPort> endpoints) {
        list(settings.controllerListenerNames()).stream()
                .map(ListenerParser::upperCase)
                .forEach(endpoints::remove);
        return endpoints;
    }

    private void checkAdvertisedNames(Set<String> advertised) {
        Set<String> names = configuredNames();
        advertised.stream()
                .filter(name -> !names.contains(name))
                .map(name ->
                        "advertised.listeners names %s, but listeners has only %s"
                                .formatted(name, String.join(", ", names)))
                .forEach(problems::add);
    }

    /// Two listeners on one port are told here, by their names, instead of by the system.
    private void checkPorts(Map<String, HostPort> bound) {
        Map<String, HostPort> earlier = new LinkedHashMap<>();
        bound.forEach((name, bind) -> {
            earlier.forEach((other, taken) -> {
                if (collide(bind, taken)) {
                    problems.add(
                            "listeners has %s and %s on one address: %s and %s"
                                    .formatted(other, name, taken, bind));
                }
            });
            earlier.put(name, bind);
        });
    }

    private static boolean collide(HostPort one, HostPort other) {
        return one.port() != 0
                && one.port() == other.port()
                && (one.host().equalsIgnoreCase(other.host())
                        || one.host().isEmpty()
                        || other.host().isEmpty()
                        || isEveryAddress(one.host())
                        || isEveryAddress(other.host()));
    }

    private void checkProtocol(String name) {
        Map<String, String> protocols =
                list(settings.listenerSecurityProtocolMap()).stream()
                        .map(pair -> pair.split(":", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(
                                Collectors.toMap(
                                        pair -> upperCase(pair[0].trim()),
                                        pair -> upperCase(pair[1].trim()),
                                        (first, second) -> first));
        String protocol = protocols.getOrDefault(name, PROTOCOLS.contains(name) ? name : "");
        if (protocol.isEmpty()) {
            problems.add(
                    "listener %s has no protocol: add %s:PLAINTEXT to listener.security.protocol.map"
                            .formatted(name, name));
        } else if (!protocol.equals(PLAINTEXT)) {
            problems.add(
                    "listener %s is %s, but only PLAINTEXT is served yet"
                            .formatted(name, protocol));
        }
    }

    /// As Kafka does it: an empty host becomes this machine's name, a wildcard is refused.
    private HostPort advertised(HostPort wanted, String setting) {
        if (wanted.host().isEmpty()) {
            return new HostPort(ownName(), wanted.port());
        }
        if (isEveryAddress(wanted.host())) {
            problems.add(
                    "clients cannot connect to %s: %s, an address that they reach"
                            .formatted(wanted, setting));
        }
        return wanted;
    }

    private static boolean isEveryAddress(String host) {
        try {
            return InetAddress.ofLiteral(host).isAnyLocalAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
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

    /// The parts between commas.
    static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String upperCase(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
