import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/// A Kafka Streams application that runs until its standard input ends: `java -cp JARS Streams.java
/// BOOTSTRAP NAME SESSION_MS FOLDER`, `NAME` being that of application and topic. Prints its states.
final class Streams {
    private Streams() {}

    public static void main(String[] arguments) throws Exception {
        Properties config = new Properties();
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.STATE_DIR_CONFIG, Path.of(arguments[3]).toString());
        config.put("session.timeout.ms", arguments[2]);
        StreamsBuilder topology = new StreamsBuilder();
        topology.<String, String>stream(arguments[1])
                .foreach((key, value) -> System.out.println("read " + key));
        try (KafkaStreams streams = new KafkaStreams(topology.build(), config)) {
            streams.setStateListener((now, before) -> System.out.println("state " + now));
            streams.setUncaughtExceptionHandler(
                    failure -> {
                        failure.printStackTrace();
                        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                    });
            streams.start();
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
