package dev.regroup.bench.groups;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/// Stock consumers of one group in a process of their own, and a producer that sends to every
/// partition twenty times a second. At each line on standard input something happens to the group;
/// when it has settled, one line says how many milliseconds that took, and for how many the
/// partition that fared worst brought no record.
///
/// `join N`: N consumers begin at once. `more`: one more begins, in a process that was started
/// before. `kill`: that process is killed.
///
/// Settled means that each newcomer has received a record, that every partition has brought one
/// sent after the event, and that after this every partition has brought a further one: the first
/// of them come to the group as it was before, or while others still wait for their assignment.
public final class StockConsumers {
    private static final long SEND_EVERY_NS = 50_000_000;
    private static final long LOOK_AGAIN_NS = 1_000_000;

    private final List<String> arguments;
    private final Arrivals arrivals;
    private final Apart apart;

    private StockConsumers(List<String> arguments, int partitions) throws IOException {
        this.arguments = arguments;
        this.arrivals = new Arrivals(partitions);
        this.apart = new Apart();
    }

    /// `PARTITIONS` and then what [StockConsumer] takes.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> ofConsumer = List.of(arguments).subList(1, arguments.length);
        StockConsumers consumers = new StockConsumers(ofConsumer, Integer.parseInt(arguments[0]));
        Thread.ofPlatform().daemon().name("stock-producer").start(consumers::produce);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            consumers.act(line.split(" ", -1));
        }
        System.exit(0);
    }

    private void act(String[] words) throws IOException, InterruptedException {
        arrivals.beginPauses();
        switch (words[0]) {
            case "join" -> {
                long startNs = System.nanoTime();
                List<AtomicInteger> received = new ArrayList<>();
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    received.add(join());
                }
                settle(startNs, () -> received.stream().allMatch(one -> one.get() > 0));
            }
            case "more" -> {
                long startNs = System.nanoTime();
                apart.begin();
                settle(startNs, () -> apart.received.get() > 0);
            }
            case "kill" -> {
                apart.kill();
                settle(System.nanoTime(), () -> true);
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    /// @return how many records the newcomer has received
    private AtomicInteger join() {
        AtomicInteger received = new AtomicInteger();
        Thread.ofPlatform()
                .daemon()
                .name("stock-consumer")
                .start(() -> new StockConsumer(arguments).consume(into(received)));
        return received;
    }

    private StockConsumer.Sink into(AtomicInteger received) {
        return (partition, sentNs) -> {
            arrivals.arrived(partition, sentNs, System.nanoTime());
            received.incrementAndGet();
        };
    }

    private void settle(long startNs, BooleanSupplier isNoticed) {
        await(isNoticed);
        await(() -> arrivals.areAllSentSince(startNs));
        long arrivedNs = System.nanoTime();
        await(() -> arrivals.areAllSentSince(arrivedNs));
        System.out.printf(
                "%.1f %.1f%n",
                (System.nanoTime() - startNs) / 1e6, arrivals.longestPauseNs() / 1e6);
    }

    /// As long as it takes: whoever has begun this process gives it a limit.
    private static void await(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    private void produce() {
        try (KafkaProducer<byte[], Long> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", arguments.get(0), "linger.ms", 0),
                        new ByteArraySerializer(),
                        new LongSerializer())) {
            while (true) {
                for (int partition = 0; partition < arrivals.partitions(); partition++) {
                    Future<RecordMetadata> _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            arguments.get(1), partition, null, System.nanoTime()));
                }
                LockSupport.parkNanos(SEND_EVERY_NS);
            }
        }
    }

    /// Runs a class of this program in a Java of its own.
    static List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    /// A consumer that can be killed. It ends with this process, whose end of the pipe closes.
    private final class Apart {
        private final AtomicInteger received = new AtomicInteger();
        private final Process process;
        private final BufferedReader lines;

        Apart() throws IOException {
            process =
                    new ProcessBuilder(command(StockConsumer.class, arguments))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            lines = process.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            if (!"ready".equals(line)) {
                throw new IOException("the consumer that is to come said " + line);
            }
        }

        void begin() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            Thread.ofPlatform().daemon().name("stock-consumer-apart").start(this::read);
        }

        private void read() {
            StockConsumer.Sink sink = into(received);
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] words = line.split(" ", -1);
                    sink.take(Integer.parseInt(words[0]), Long.parseLong(words[1]));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
