package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.testkit.EmbeddedRegroup;
import dev.regroup.testkit.junit.RegroupBroker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

@RegroupBroker(
        topics = "orders:6",
        settings = "group.initial.rebalance.delay.ms=200",
        lifetime = RegroupBroker.Lifetime.METHOD)
class BillerTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ORDERS = 100;

    @Test
    void everyOrderIsBilled(EmbeddedRegroup broker) throws Exception {
        try (Biller one = new Biller(broker.bootstrapServers(), "one");
                Biller other = new Biller(broker.bootstrapServers(), "other")) {
            broker.group("billing").awaitStable(2, SOON);
            order(broker, 0, ORDERS);
            broker.group("billing").awaitCommitted("orders", ORDERS, SOON);

            assertEquals(ORDERS, together(one, other).size());
        }
    }

    @Test
    void aBillerThatIsGone_isReplacedByTheOther(EmbeddedRegroup broker) throws Exception {
        try (Biller one = new Biller(broker.bootstrapServers(), "one");
                Biller other = new Biller(broker.bootstrapServers(), "other")) {
            broker.group("billing").awaitStable(2, SOON);
            order(broker, 0, ORDERS);

            broker.group("billing").expireMember("other");

            order(broker, ORDERS, 2 * ORDERS);
            broker.group("billing").awaitCommitted("orders", 2 * ORDERS, SOON);
            assertEquals(2 * ORDERS, together(one, other).size());
        }
    }

    private static void order(EmbeddedRegroup broker, int from, int to) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>("orders", "order-" + i, "1 teapot"));
            }
        }
    }

    private static Set<String> together(Biller one, Biller other) {
        Set<String> all = new HashSet<>(one.billed());
        all.addAll(other.billed());
        return all;
    }
}
