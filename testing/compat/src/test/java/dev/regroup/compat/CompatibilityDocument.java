package dev.regroup.compat;

import dev.regroup.compat.GroupClient.Growth;
import dev.regroup.compat.GroupClient.Support;
import dev.regroup.compat.RequestRecord.Use;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/// `docs/compatibility.md`, made of what the broker offers, of what it counted in the tests, and of
/// the clients whose groups are tested.
final class CompatibilityDocument {
    private static final String HEAD =
            """
            # Compatibility

            Generated: `testing/compat` writes it anew with `-Dcompatibility.rewrite=true`, after its tests have run; a test fails when it is not what the broker offers or the tests run, or when a client of the tests asked for something that is not listed.

            APIs and versions are those that ApiVersions offers, which are all that Kafka 4.4 serves of these APIs. Clients are named as they name themselves (ApiVersions v3, KIP-511), `unknown` being those that do not: kafkajs, kafka-python, aiokafka, old librdkafka and everything before it has said its name. The versions after a client are those that it used, by the broker's own counts of requests in the tests of `testing/compat`.

            | API | key | versions | seen in use by |
            | --- | --- | --- | --- |
            """;

    private static final String GROUPS =
            """

            ## Consumer groups
            Under load, two members share 6 partitions, a third one joins, the first is killed with SIGKILL, the topic grows to 9: nothing is lost, no partition is owned twice at a time, and at the close the committed offsets are the ends of the partitions. That is tested with these clients and assignors, and with members of several languages in one group:

            | client | classic protocol | consumer protocol (KIP-848) |
            | --- | --- | --- |
            """;

    private CompatibilityDocument() {}

    static String of(Collection<Use> uses, Map<ApiKeys, Versions> offered) {
        return HEAD
                + offered.entrySet().stream()
                        .sorted(Comparator.comparingInt(one -> one.getKey().id))
                        .map(one -> row(one.getKey(), one.getValue(), uses))
                        .collect(Collectors.joining())
                + GROUPS
                + GroupClient.all().stream()
                        .map(CompatibilityDocument::row)
                        .collect(Collectors.joining());
    }

    record Versions(int min, int max) {}

    private static String row(ApiKeys api, Versions versions, Collection<Use> uses) {
        SortedMap<String, SortedSet<Integer>> used = new TreeMap<>();
        uses.stream()
                .filter(use -> use.api().equals(api.name))
                .forEach(use ->
                        used.computeIfAbsent(client(use), fresh -> new TreeSet<>())
                                .add(use.version()));
        String seen =
                used.entrySet().stream()
                        .map(one ->
                                one.getKey()
                                        + " ("
                                        + one.getValue().stream()
                                                .map(version -> "v" + version)
                                                .collect(Collectors.joining(", "))
                                        + ")")
                        .collect(Collectors.joining("; "));
        return "| %s | %d | %d-%d | %s |%n"
                .formatted(api.name, api.id, versions.min(), versions.max(), seen);
    }

    private static String row(GroupClient client) {
        return "| %s | %s | %s |%n"
                .formatted(client.name(), cell(client.classic()), cell(client.consumer()));
    }

    private static String cell(Support support) {
        return switch (support) {
            case Support.Assignors(List<String> names, Growth growth) ->
                    names.stream().map("`%s`"::formatted).collect(Collectors.joining(", "))
                            + (growth.note().isEmpty() ? "" : "; " + growth.note());
            case Support.Absent(String reason) -> "not tested: " + reason;
        };
    }

    static String client(Use use) {
        return use.software().equals("unknown")
                ? "unknown"
                : use.software() + " " + use.softwareVersion();
    }

    /// What a document says, read back: each client's APIs and versions.
    static List<Use> read(String document) {
        return document.lines()
                .filter(line -> line.startsWith("| ") && line.contains("(v"))
                .flatMap(CompatibilityDocument::uses)
                .toList();
    }

    private static Stream<Use> uses(String row) {
        String[] cells = row.split(" \\| ", 4);
        String api = cells[0].substring(2);
        return Stream.of(cells[3].replace(" |", "").split("; ", -1))
                .flatMap(client -> {
                    String name = client.substring(0, client.indexOf(" (v"));
                    int blank = name.indexOf(' ');
                    String versions =
                            client.substring(client.indexOf("(v") + 1, client.length() - 1);
                    return Stream.of(versions.split(", ", -1))
                            .map(version ->
                                    new Use(
                                            blank < 0 ? name : name.substring(0, blank),
                                            blank < 0 ? name : name.substring(blank + 1),
                                            api,
                                            Integer.parseInt(version.substring(1))));
                });
    }
}
