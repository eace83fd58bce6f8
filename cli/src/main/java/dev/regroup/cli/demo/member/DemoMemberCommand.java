package dev.regroup.cli.demo.member;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `regroup demo-member`: one stock consumer in a process of its own, so that it can be killed.
@Command(name = "demo-member", hidden = true)
public final class DemoMemberCommand implements Callable<Integer> {
    /// What it is told on standard input.
    static final String WITHHOLD = "WITHHOLD";

    /// Atomic for pipes, so that a line is cut by a kill but seldom.
    private static final int OUT_CHARS = 4096;

    @Option(names = "--bootstrap", required = true)
    private String bootstrap = "";

    @Option(names = "--group", required = true)
    private String group = "";

    @Option(names = "--topic", required = true)
    private String topic = "";

    @Option(names = "--name", required = true)
    private String name = "";

    @Option(names = "--group-protocol", required = true)
    private GroupProtocol protocol = GroupProtocol.CLASSIC;

    @Override
    public Integer call() {
        PrintWriter out =
                new PrintWriter(
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        new FileOutputStream(FileDescriptor.out),
                                        StandardCharsets.UTF_8),
                                OUT_CHARS));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Member member = new Member(consumer, out);
            Thread.ofPlatform().daemon().name("demo-stdin").start(() -> obey(member));
            member.run(topic);
            return 0;
        } catch (KafkaException e) {
            out.println(new MemberEvent.Failed(System.currentTimeMillis(), e.toString()).line());
            return 1;
        } finally {
            out.flush();
        }
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(protocol.config());
        config.put("bootstrap.servers", bootstrap);
        config.put("group.id", group);
        config.put("group.protocol", protocol.toString());
        config.put("client.id", name);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        config.put("max.poll.records", 200);
        // So that new partitions are seen while one watches.
        config.put("metadata.max.age.ms", 1_000);
        config.put("enable.metrics.push", false);
        return config;
    }

    private static void obey(Member member) {
        try (BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            orders.lines().filter(WITHHOLD::equals).forEach(order -> member.withhold());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            member.leave();
        }
    }
}
