package dev.regroup.compat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Assumptions;

/// The broker that a test's clients talk to: one of our own, or that of `-Dcompat.bootstrap`, so
/// that Apache Kafka can be asked whether a test is right.
final class TestedBroker implements AutoCloseable {
    private static final String CONSUMER_PROTOCOL_MISSING =
            "consumer protocol: not offered by this broker";

    private static final Set<String> KAFKAS_ASSIGNORS = Set.of("uniform", "range");

    private final String bootstrap;
    private final Optional<InProcessBroker> own;
    private final boolean offersConsumerProtocol;

    private TestedBroker(String bootstrap, Optional<InProcessBroker> own) throws IOException {
        this.bootstrap = bootstrap;
        this.own = own;
        this.offersConsumerProtocol =
                OfferedApis.of(bootstrap).containsKey(ApiKeys.CONSUMER_GROUP_HEARTBEAT);
        if (!offersConsumerProtocol) {
            System.out.println(CONSUMER_PROTOCOL_MISSING);
        }
    }

    /// @param name under which the counts of our own are kept
    /// @param settings what a configuration file would say to our own
    static TestedBroker start(String name, Path data, Map<String, String> settings)
            throws IOException {
        String elsewhere = System.getProperty("compat.bootstrap", "");
        if (!elsewhere.isEmpty()) {
            return new TestedBroker(elsewhere, Optional.empty());
        }
        InProcessBroker broker = InProcessBroker.start(name, data, settings);
        return new TestedBroker(broker.bootstrap(), Optional.of(broker));
    }

    String bootstrap() {
        return bootstrap;
    }

    /// Whether nobody else uses it.
    boolean isOwn() {
        return own.isPresent();
    }

    /// Ends the test as skipped if members of groups cannot have this protocol here, as ApiVersions
    /// has it.
    ///
    /// @param protocol as in Java's `group.protocol`
    void assumeOffered(String protocol) {
        Assumptions.assumeTrue(
                protocol.equals("classic") || offersConsumerProtocol,
                "SKIPPED: " + CONSUMER_PROTOCOL_MISSING);
    }

    /// Also ends it if only our own broker brings this assignor of the consumer protocol.
    void assumeOffered(String protocol, String assignor) {
        assumeOffered(protocol);
        Assumptions.assumeTrue(
                isOwn() || protocol.equals("classic") || KAFKAS_ASSIGNORS.contains(assignor),
                "SKIPPED: Apache Kafka has no assignor " + assignor);
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    @Override
    public void close() {
        own.ifPresent(InProcessBroker::close);
    }
}
