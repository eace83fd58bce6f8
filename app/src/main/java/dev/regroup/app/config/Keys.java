package dev.regroup.app.config;

import dev.regroup.coordinator.group.Departures;
import java.util.List;

/// Every setting there is. Constants rather than annotations on a record: reading fifty annotations
/// took a tenth of the time in which a broker starts (decision 0007).
final class Keys {
    static final Key NODE_ID =
            Key.whole("node.id", 0, Integer.MAX_VALUE)
                    .alias("broker.id")
                    .byDefault("1")
                    .says("This node's id, as clients see it; a data directory keeps it.");

    static final Key LISTENERS =
            Key.text("listeners")
                    .byDefault("PLAINTEXT://127.0.0.1:9092")
                    .says(
                            "Addresses to listen on, as NAME://HOST:PORT, separated by commas; an empty host, 0.0.0.0 or [::] means every address, port 0 lets the system choose. Replaced by --listen.");

    static final Key ADVERTISED_LISTENERS =
            Key.text("advertised.listeners")
                    .says(
                            "What clients of each listener are told to connect to; without it the address listened on, or this machine's name where the host is empty. Port 0 means the port listened on. 0.0.0.0 and [::] cannot be advertised. Replaced by --advertise.");

    static final Key CONTROLLER_LISTENER_NAMES =
            Key.text("controller.listener.names")
                    .says(
                            "Listeners of Kafka's own controller: they are not opened, there is nothing behind them.");

    static final Key LISTENER_SECURITY_PROTOCOL_MAP =
            Key.text("listener.security.protocol.map")
                    .says(
                            "Security protocol of each listener name; only PLAINTEXT is served so far.");

    static final Key LOG_DIRS =
            Key.text("log.dirs")
                    .alias("log.dir")
                    .byDefault("data")
                    .says("The data directory; one. Replaced by --data.");

    static final Key NUM_PARTITIONS =
            Key.whole("num.partitions", 1, 1_000_000)
                    .byDefault("1")
                    .says("Partitions of a topic that is created without saying how many.");

    static final Key AUTO_CREATE_TOPICS =
            Key.truth("auto.create.topics.enable")
                    .byDefault("true")
                    .says("Whether a topic that a client asks for is created.");

    static final Key DELETE_TOPICS =
            Key.truth("delete.topic.enable")
                    .byDefault("true")
                    .says("Whether topics can be deleted.");

    static final Key MESSAGE_MAX_BYTES =
            Key.whole("message.max.bytes", 61, 60_000_000)
                    .in("bytes")
                    .byDefault("1048588")
                    .says(
                            "The largest record batch that is taken, unless the topic says otherwise; at most 60,000,000 bytes there, too.");

    static final Key REQUEST_MAX_BYTES =
            Key.whole("socket.request.max.bytes", 1, 1_073_741_824)
                    .in("bytes")
                    .byDefault("104857600")
                    .says("The largest request; a larger one closes the connection.");

    static final Key FETCH_SESSIONS_MAX =
            Key.whole("max.incremental.fetch.session.cache.slots", 0, 1_000_000)
                    .byDefault("1000")
                    .says(
                            "Fetch sessions that are kept at a time; consumers without one send all their partitions with each fetch.");

    static final Key LISTEN_BACKLOG_SIZE =
            Key.whole("socket.listen.backlog.size", 1, Integer.MAX_VALUE)
                    .byDefault("16384")
                    .says(
                            "Connections that may wait to be accepted; the system's own bound (net.core.somaxconn) holds too. Kafka's default of 50 turns clients away when many come at once.");

    static final Key SEND_BUFFER_BYTES =
            Key.whole("socket.send.buffer.bytes", -1, Integer.MAX_VALUE)
                    .in("bytes")
                    .byDefault("-1")
                    .says(
                            "Send buffer of each connection; -1 leaves it to the system, which adapts it. Kafka's default is 102400.");

    static final Key RECEIVE_BUFFER_BYTES =
            Key.whole("socket.receive.buffer.bytes", -1, Integer.MAX_VALUE)
                    .in("bytes")
                    .byDefault("-1")
                    .says(
                            "Receive buffer of each connection; -1 leaves it to the system, which adapts it. Kafka's default is 102400.");

    static final Key CONNECTIONS_MAX_IDLE_MS =
            Key.whole("connections.max.idle.ms", -1, Long.MAX_VALUE)
                    .in("ms")
                    .byDefault("600000")
                    .says(
                            "How long a client may do nothing while it is its turn, to send or to read, before its connection is closed; -1 means for ever. A request in progress and a long poll are not idle.");

    static final Key MAX_CONNECTIONS =
            Key.whole("max.connections", 0, Integer.MAX_VALUE)
                    .byDefault("2147483647")
                    .says(
                            "The most connections at a time; a further one is closed at once. listener.name.NAME.max.connections, with the listener's name in lower case, bounds those of one listener.");

    static final Key MAX_CONNECTIONS_PER_IP =
            Key.whole("max.connections.per.ip", 0, Integer.MAX_VALUE)
                    .byDefault("2147483647")
                    .says(
                            "The most connections from one address at a time; a further one is closed at once. 0 needs overrides.");

    static final Key MAX_CONNECTIONS_PER_IP_OVERRIDES =
            Key.text("max.connections.per.ip.overrides")
                    .says(
                            "Other bounds for some addresses, as HOST:COUNT, separated by commas; names are looked up once, at start.");

    static final Key GROUP_MIN_SESSION_TIMEOUT_MS =
            Key.whole("group.min.session.timeout.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("6000")
                    .says("The shortest session timeout that a classic member may ask for.");

    static final Key GROUP_MAX_SESSION_TIMEOUT_MS =
            Key.whole("group.max.session.timeout.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("1800000")
                    .says("The longest session timeout that a classic member may ask for.");

    static final Key GROUP_INITIAL_REBALANCE_DELAY_MS =
            Key.whole("group.initial.rebalance.delay.ms", 0, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("3000")
                    .says(
                            "The longest that the first rebalance of an empty group waits for more members; it ends as soon as joins have ceased, unless regroup.group.initial.rebalance.delay.fixed. 0 does not wait.");

    static final Key GROUP_INITIAL_REBALANCE_DELAY_FIXED =
            Key.truth("regroup.group.initial.rebalance.delay.fixed")
                    .byDefault("false")
                    .says(
                            "Whether the first rebalance of an empty group waits for all of group.initial.rebalance.delay.ms, and again if members join meanwhile, as in Kafka, instead of ending as soon as joins have ceased.");

    static final Key GROUP_EXPIRE_DISCONNECTED =
            Key.truth("regroup.group.expire.disconnected.enable")
                    .byDefault("true")
                    .says(
                            "Whether a consumer whose connection closes is expired if it does not come back within 5 s, or within two of its heartbeat intervals and a second if that is longer; not where it is static, of Kafka Streams or Connect, or where many connections close together. Without it only the session timeout counts, as in Kafka.");

    static final Key GROUP_HEARTBEAT_HOLD_MS =
            Key.whole("regroup.group.heartbeat.hold.ms", 0, Departures.HEARTBEAT_HOLD_MS_MAX)
                    .in("ms")
                    .byDefault("3500")
                    .says(
                            "For how long the answer to a classic Java consumer's heartbeat is held while there is nothing to tell it, a third of its session timeout at most: it hears of a rebalance as this begins, and not with its next heartbeat. It is answered at once when anything else comes on its connection. Best a little above the consumers' heartbeat.interval.ms, and it must be below their request.timeout.ms. Not for consumers that are static or of Kafka Streams or Connect, nor for other clients. 0 answers at once, as Kafka does.");

    static final Key GROUP_MAX_SIZE =
            Key.whole("group.max.size", 1, Integer.MAX_VALUE)
                    .byDefault("2147483647")
                    .says("The most members that a classic group takes.");

    static final Key GROUP_CONSUMER_SESSION_TIMEOUT_MS =
            Key.whole("group.consumer.session.timeout.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("45000")
                    .says(
                            "How long a member of the consumer protocol may be silent before it is expired, unless its group says otherwise.");

    static final Key GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS =
            Key.whole("group.consumer.heartbeat.interval.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("5000")
                    .says(
                            "How often members of the consumer protocol send heartbeats, unless their group says otherwise. Where it is not set, members are told an interval that adapts: from 250 ms (librdkafka and unknown clients: 1,000 ms) while something goes on in their group to what keeps all members of the broker below 2,000 heartbeats a second while nothing does. Set it to 5000 for Kafka's behaviour.");

    static final Key GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS =
            Key.whole("group.consumer.min.session.timeout.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("45000")
                    .says(
                            "The shortest session timeout that a group may set with consumer.session.timeout.ms, and for the broker itself. A shorter one that a group has already counts as this.");

    static final Key GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS =
            Key.whole("group.consumer.max.session.timeout.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("60000")
                    .says(
                            "The longest session timeout that a group may set with consumer.session.timeout.ms, and for the broker itself. A longer one that a group has already counts as this.");

    static final Key GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS =
            Key.whole("group.consumer.min.heartbeat.interval.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("5000")
                    .says(
                            "The shortest heartbeat interval that a group may set with consumer.heartbeat.interval.ms, and for the broker itself; the interval that adapts has bounds of its own.");

    static final Key GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS =
            Key.whole("group.consumer.max.heartbeat.interval.ms", 1, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("15000")
                    .says(
                            "The longest heartbeat interval that a group may set with consumer.heartbeat.interval.ms, and for the broker itself.");

    static final Key GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS =
            Key.whole("group.consumer.assignment.interval.ms", 0, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("1000")
                    .says(
                            "The least time between two assignments of a group of the consumer protocol, unless the group says otherwise with consumer.assignment.interval.ms; the first is made at once. Where neither is set, regroup.group.consumer.quiet.ms counts instead. Set it to 1000 for Kafka's behaviour.");

    static final Key GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS =
            Key.whole("group.consumer.min.assignment.interval.ms", 0, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("0")
                    .says(
                            "The shortest interval between assignments that a group may set, and for the broker itself.");

    static final Key GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS =
            Key.whole("group.consumer.max.assignment.interval.ms", 0, Integer.MAX_VALUE)
                    .in("ms")
                    .byDefault("15000")
                    .says(
                            "The longest interval between assignments that a group may set, and for the broker itself.");

    static final Key GROUP_CONSUMER_MAX_SIZE =
            Key.whole("group.consumer.max.size", 1, Integer.MAX_VALUE)
                    .byDefault("2147483647")
                    .says("The most members that a group of the consumer protocol takes.");

    static final Key GROUP_CONSUMER_ASSIGNORS =
            Key.text("group.consumer.assignors")
                    .byDefault("uniform,range,roundrobin,sticky")
                    .says(
                            "Strategies that members of the consumer protocol may wish for, separated by commas: uniform, range, roundrobin, sticky, and names of classes that implement org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor, to be found in regroup.plugins.dir. The first is taken where members wish for none.");

    static final Key GROUP_CONSUMER_MIGRATION_POLICY =
            Key.word(
                            "group.consumer.migration.policy",
                            "bidirectional",
                            "upgrade",
                            "downgrade",
                            "disabled")
                    .byDefault("bidirectional")
                    .says(
                            "Which way a group may move between the protocols while it has members: from classic to consumer with its first member of the consumer protocol (upgrade), back with the last that leaves (downgrade).");

    static final Key GROUP_CONSUMER_QUIET_MS =
            Key.whole("regroup.group.consumer.quiet.ms", 0, 60_000)
                    .in("ms")
                    .byDefault("50")
                    .says(
                            "How long nothing must have changed in a group of the consumer protocol for it to be assigned anew; changes put it off by five times that at most. 0 does not wait. Without effect where an assignment interval is set.");

    static final Key GROUP_CONSUMER_ASSIGNOR_TIMEOUT_MS =
            Key.whole("regroup.group.consumer.assignor.timeout.ms", 1, 600_000)
                    .in("ms")
                    .byDefault("10000")
                    .says(
                            "How long a class of group.consumer.assignors may take for an assignment before it is given up; the group keeps the one it has.");

    static final Key PLUGINS_DIR =
            Key.text("regroup.plugins.dir")
                    .byDefault("plugins")
                    .says(
                            "Folder with the jars of users' classes. Only looked into where the configuration names such a class; the broker's own class path is looked into first.");

    static final Key OFFSET_METADATA_MAX_BYTES =
            Key.whole("offset.metadata.max.bytes", 0, Integer.MAX_VALUE)
                    .in("bytes")
                    .byDefault("4096")
                    .says("The largest note that may be committed with an offset.");

    static final Key OFFSETS_RETENTION_MINUTES =
            Key.whole("offsets.retention.minutes", 1, Integer.MAX_VALUE)
                    .in("minutes")
                    .byDefault("10080")
                    .says(
                            "How long committed offsets are kept that nobody needs: of a classic group without members, from when it became empty; of one that only ever held offsets, from each commit; of a stable group of consumers, or one of the consumer protocol, from each commit, for topics that it does not subscribe to. A group without members goes with its last offset.");

    static final Key OFFSETS_RETENTION_CHECK_INTERVAL_MS =
            Key.whole("offsets.retention.check.interval.ms", 1, Long.MAX_VALUE)
                    .in("ms")
                    .byDefault("600000")
                    .says("How often offsets are looked at that may have expired.");

    static final Key DURABILITY =
            Key.word("regroup.durability", "fsync", "os")
                    .byDefault("fsync")
                    .says(
                            "When a write is acknowledged: once it is on disk (fsync), or once the operating system has it, as Kafka does (os).");

    static final Key SHARDS =
            Key.whole("regroup.shards", 1, 1_024)
                    .byDefault("64")
                    .says(
                            "Number of shards, and of partitions of __consumer_offsets; chosen when a data directory is made, later ignored.");

    static final Key SHARD_THREADS =
            Key.whole("regroup.shard.threads", 0, 1_024)
                    .byDefault("0")
                    .says("Threads that run shards; 0 means one for each core.");

    static final Key QUEUED_REQUEST_BYTES =
            Key.whole("regroup.queued.request.bytes", 1_048_576, Long.MAX_VALUE)
                    .in("bytes")
                    .byDefault("134217728")
                    .says(
                            "What all requests being worked on may hold together; clients wait beyond it.");

    static final Key JOURNAL_BYTES_MAX =
            Key.whole("regroup.journal.bytes.max", 268_435_456, Long.MAX_VALUE)
                    .in("bytes")
                    .byDefault("1073741824")
                    .says(
                            "What the journal may take before its records are settled in segments; from a quarter on they are, producers wait from three quarters on.");

    static final Key RETENTION_CHECK_INTERVAL_MS =
            Key.whole("log.retention.check.interval.ms", 1, Long.MAX_VALUE / 2)
                    .in("ms")
                    .byDefault("300000")
                    .says(
                            "How often records are looked at that need not be kept, and settled what has come since.");

    static final Key RETENTION_HOLD_FOR_GROUPS =
            Key.truth("regroup.retention.hold.for.groups")
                    .byDefault("false")
                    .says(
                            "Whether retention.ms and retention.bytes keep records that a live group has not read: one with members, or that has committed within 10 minutes, and has an offset for the partition.");

    static final Key RETENTION_HOLD_BYTES_MAX =
            Key.whole("regroup.retention.hold.bytes.max", 1, Long.MAX_VALUE)
                    .in("bytes")
                    .byDefault("1073741824")
                    .says(
                            "How much of a partition is kept for groups at most; what is older goes.");

    static final Key CONNECTION_REQUESTS_MAX =
            Key.whole("regroup.connection.requests.max", 1, 10_000)
                    .byDefault("64")
                    .says(
                            "Requests of one connection that may wait for their answers; it is not read beyond them.");

    static final List<Key> ALL =
            List.of(
                    NODE_ID,
                    LISTENERS,
                    ADVERTISED_LISTENERS,
                    CONTROLLER_LISTENER_NAMES,
                    LISTENER_SECURITY_PROTOCOL_MAP,
                    LOG_DIRS,
                    NUM_PARTITIONS,
                    AUTO_CREATE_TOPICS,
                    DELETE_TOPICS,
                    MESSAGE_MAX_BYTES,
                    REQUEST_MAX_BYTES,
                    FETCH_SESSIONS_MAX,
                    LISTEN_BACKLOG_SIZE,
                    SEND_BUFFER_BYTES,
                    RECEIVE_BUFFER_BYTES,
                    CONNECTIONS_MAX_IDLE_MS,
                    MAX_CONNECTIONS,
                    MAX_CONNECTIONS_PER_IP,
                    MAX_CONNECTIONS_PER_IP_OVERRIDES,
                    GROUP_MIN_SESSION_TIMEOUT_MS,
                    GROUP_MAX_SESSION_TIMEOUT_MS,
                    GROUP_INITIAL_REBALANCE_DELAY_MS,
                    GROUP_INITIAL_REBALANCE_DELAY_FIXED,
                    GROUP_EXPIRE_DISCONNECTED,
                    GROUP_HEARTBEAT_HOLD_MS,
                    GROUP_MAX_SIZE,
                    GROUP_CONSUMER_SESSION_TIMEOUT_MS,
                    GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
                    GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS,
                    GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS,
                    GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS,
                    GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS,
                    GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS,
                    GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS,
                    GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS,
                    GROUP_CONSUMER_MAX_SIZE,
                    GROUP_CONSUMER_ASSIGNORS,
                    GROUP_CONSUMER_MIGRATION_POLICY,
                    GROUP_CONSUMER_QUIET_MS,
                    GROUP_CONSUMER_ASSIGNOR_TIMEOUT_MS,
                    PLUGINS_DIR,
                    OFFSET_METADATA_MAX_BYTES,
                    OFFSETS_RETENTION_MINUTES,
                    OFFSETS_RETENTION_CHECK_INTERVAL_MS,
                    DURABILITY,
                    SHARDS,
                    SHARD_THREADS,
                    QUEUED_REQUEST_BYTES,
                    JOURNAL_BYTES_MAX,
                    RETENTION_CHECK_INTERVAL_MS,
                    RETENTION_HOLD_FOR_GROUPS,
                    RETENTION_HOLD_BYTES_MAX,
                    CONNECTION_REQUESTS_MAX);

    private Keys() {}
}
