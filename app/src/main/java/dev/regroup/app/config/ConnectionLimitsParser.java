package dev.regroup.app.config;

import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What connections may take, in Kafka's form.
final class ConnectionLimitsParser {
    private static final Pattern OF_LISTENER =
            Pattern.compile("listener\\.name\\.([^.]+)\\.max\\.connections");
    private static final Pattern OVERRIDE = Pattern.compile("(.+):(\\d{1,9})");

    private final Settings settings;
    private final List<String> problems;

    ConnectionLimitsParser(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /// Whether a key is one of those that hold a listener's name, and served.
    static boolean serves(String key) {
        return OF_LISTENER.matcher(key).matches();
    }

    /// @param given all pairs, for those whose keys hold a listener's name
    /// @param listeners names of those in `listeners`, for controllers too
    ConnectionLimits parse(Map<String, String> given, Set<String> listeners) {
        Map<InetAddress, Integer> byAddress = byAddress();
        if (settings.maxConnectionsPerIp() == 0 && byAddress.isEmpty()) {
            problems.add(
                    "max.connections.per.ip is 0, which nobody gets past: set max.connections.per.ip.overrides for those who shall");
        }
        return new ConnectionLimits(
                settings.connectionsMaxIdleMs(),
                new Quotas(
                        settings.maxConnections(),
                        byListener(given, listeners),
                        settings.maxConnectionsPerIp(),
                        byAddress),
                new SocketOptions(
                        settings.listenBacklogSize(),
                        settings.sendBufferBytes(),
                        settings.receiveBufferBytes()));
    }

    private Map<String, Integer> byListener(Map<String, String> given, Set<String> listeners) {
        Map<String, Integer> byListener = new HashMap<>();
        given.forEach((key, value) -> {
            Matcher matcher = OF_LISTENER.matcher(key);
            if (!matcher.matches()) {
                return;
            }
            String listener = matcher.group(1).toUpperCase(Locale.ROOT);
            if (!listeners.contains(listener)) {
                problems.add("%s is set, but listeners has no %s".formatted(key, listener));
            }
            count(value)
                    .ifPresentOrElse(
                            count -> byListener.put(listener, count),
                            () ->
                                    problems.add(
                                            "%s is %s; it is a whole number from 0 to 2147483647"
                                                    .formatted(key, value)));
        });
        return byListener;
    }

    private static Optional<Integer> count(String text) {
        try {
            int count = Integer.parseInt(text.trim());
            return count < 0 ? Optional.empty() : Optional.of(count);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// IPv6 addresses may stand in brackets, and without as Kafka has them: the last colon counts.
    private Map<InetAddress, Integer> byAddress() {
        Map<InetAddress, Integer> byAddress = new HashMap<>();
        for (String one : ListenerParser.list(settings.maxConnectionsPerIpOverrides())) {
            Matcher matcher = OVERRIDE.matcher(one);
            if (!matcher.matches()) {
                problems.add(
                        "max.connections.per.ip.overrides has %s; it is HOST:COUNT".formatted(one));
                continue;
            }
            String host = matcher.group(1).replaceAll("^\\[|]$", "");
            try {
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    byAddress.put(address, Integer.parseInt(matcher.group(2)));
                }
            } catch (UnknownHostException e) {
                problems.add(
                        "max.connections.per.ip.overrides has %s, but host %s is not known"
                                .formatted(one, host));
            }
        }
        return byAddress;
    }
}
