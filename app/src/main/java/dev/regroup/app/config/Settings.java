package dev.regroup.app.config;

/// Every setting there is, as it stands in the file, checked for type and range.
record Settings(
        @Key(
                        name = "node.id",
                        alias = "broker.id",
                        byDefault = "1",
                        min = 0,
                        max = Integer.MAX_VALUE,
                        says = "This node's id, as clients see it; a data directory keeps it.")
                int nodeId,
        @Key(
                        name = "listeners",
                        byDefault = "PLAINTEXT://127.0.0.1:9092",
                        says =
                                "Addresses to listen on, as NAME://HOST:PORT, separated by commas; an empty host, 0.0.0.0 or [::] means every address, port 0 lets the system choose. Replaced by --listen.")
                String listeners,
        @Key(
                        name = "advertised.listeners",
                        byDefault = "",
                        says =
                                "What clients of each listener are told to connect to; without it the address listened on, or this machine's name where the host is empty. Port 0 means the port listened on. 0.0.0.0 and [::] cannot be advertised. Replaced by --advertise.")
                String advertisedListeners,
        @Key(
                        name = "controller.listener.names",
                        byDefault = "",
                        says =
                                "Listeners of Kafka's own controller: they are not opened, there is nothing behind them.")
                String controllerListenerNames,
        @Key(
                        name = "listener.security.protocol.map",
                        byDefault = "",
                        says =
                                "Security protocol of each listener name; only PLAINTEXT is served so far.")
                String listenerSecurityProtocolMap,
        @Key(
                        name = "log.dirs",
                        alias = "log.dir",
                        byDefault = "data",
                        says = "The data directory; one. Replaced by --data.")
                String logDirs,
        @Key(
                        name = "num.partitions",
                        byDefault = "1",
                        min = 1,
                        max = 1_000_000,
                        says = "Partitions of a topic that is created without saying how many.")
                int numPartitions,
        @Key(
                        name = "auto.create.topics.enable",
                        byDefault = "true",
                        oneOf = {"true", "false"},
                        says = "Whether a topic that a client asks for is created.")
                boolean autoCreateTopics,
        @Key(
                        name = "delete.topic.enable",
                        byDefault = "true",
                        oneOf = {"true", "false"},
                        says = "Whether topics can be deleted.")
                boolean deleteTopics,
        @Key(
                        name = "message.max.bytes",
                        byDefault = "1048588",
                        unit = "bytes",
                        min = 61,
                        max = 60_000_000,
                        says =
                                "The largest record batch that is taken, unless the topic says otherwise; at most 60,000,000 bytes there, too.")
                int messageMaxBytes,
        @Key(
                        name = "socket.request.max.bytes",
                        byDefault = "104857600",
                        unit = "bytes",
                        min = 1,
                        max = 1_073_741_824,
                        says = "The largest request; a larger one closes the connection.")
                int requestMaxBytes,
        @Key(
                        name = "max.incremental.fetch.session.cache.slots",
                        byDefault = "1000",
                        min = 0,
                        max = 1_000_000,
                        says =
                                "Fetch sessions that are kept at a time; consumers without one send all their partitions with each fetch.")
                int fetchSessionsMax,
        @Key(
                        name = "socket.listen.backlog.size",
                        byDefault = "16384",
                        min = 1,
                        max = Integer.MAX_VALUE,
                        says =
                                "Connections that may wait to be accepted; the system's own bound (net.core.somaxconn) holds too. Kafka's default of 50 turns clients away when many come at once.")
                int listenBacklogSize,
        @Key(
                        name = "socket.send.buffer.bytes",
                        byDefault = "-1",
                        unit = "bytes",
                        min = -1,
                        max = Integer.MAX_VALUE,
                        says =
                                "Send buffer of each connection; -1 leaves it to the system, which adapts it. Kafka's default is 102400.")
                int sendBufferBytes,
        @Key(
                        name = "socket.receive.buffer.bytes",
                        byDefault = "-1",
                        unit = "bytes",
                        min = -1,
                        max = Integer.MAX_VALUE,
                        says =
                                "Receive buffer of each connection; -1 leaves it to the system, which adapts it. Kafka's default is 102400.")
                int receiveBufferBytes,
        @Key(
                        name = "connections.max.idle.ms",
                        byDefault = "600000",
                        unit = "ms",
                        min = -1,
                        max = Long.MAX_VALUE,
                        says =
                                "How long a client may do nothing while it is its turn, to send or to read, before its connection is closed; -1 means for ever. A request in progress and a long poll are not idle.")
                long connectionsMaxIdleMs,
        @Key(
                        name = "max.connections",
                        byDefault = "2147483647",
                        min = 0,
                        max = Integer.MAX_VALUE,
                        says =
                                "The most connections at a time; a further one is closed at once. listener.name.NAME.max.connections, with the listener's name in lower case, bounds those of one listener.")
                int maxConnections,
        @Key(
                        name = "max.connections.per.ip",
                        byDefault = "2147483647",
                        min = 0,
                        max = Integer.MAX_VALUE,
                        says =
                                "The most connections from one address at a time; a further one is closed at once. 0 needs overrides.")
                int maxConnectionsPerIp,
        @Key(
                        name = "max.connections.per.ip.overrides",
                        byDefault = "",
                        says =
                                "Other bounds for some addresses, as HOST:COUNT, separated by commas; names are looked up once, at start.")
                String maxConnectionsPerIpOverrides,
        @Key(
                        name = "group.min.session.timeout.ms",
                        byDefault = "6000",
                        unit = "ms",
                        min = 1,
                        max = Integer.MAX_VALUE,
                        says = "The shortest session timeout that a classic member may ask for.")
                int groupMinSessionTimeoutMs,
        @Key(
                        name = "group.max.session.timeout.ms",
                        byDefault = "1800000",
                        unit = "ms",
                        min = 1,
                        max = Integer.MAX_VALUE,
                        says = "The longest session timeout that a classic member may ask for.")
                int groupMaxSessionTimeoutMs,
        @Key(
                        name = "group.initial.rebalance.delay.ms",
                        byDefault = "3000",
                        unit = "ms",
                        min = 0,
                        max = Integer.MAX_VALUE,
                        says =
                                "The longest that the first rebalance of an empty group waits for more members; it ends as soon as joins have ceased. 0 does not wait.")
                int groupInitialRebalanceDelayMs,
        @Key(
                        name = "group.max.size",
                        byDefault = "2147483647",
                        min = 1,
                        max = Integer.MAX_VALUE,
                        says = "The most members that a classic group takes.")
                int groupMaxSize,
        @Key(
                        name = "offset.metadata.max.bytes",
                        byDefault = "4096",
                        unit = "bytes",
                        min = 0,
                        max = Integer.MAX_VALUE,
                        says = "The largest note that may be committed with an offset.")
                int offsetMetadataMaxBytes,
        @Key(
                        name = "regroup.durability",
                        byDefault = "fsync",
                        oneOf = {"fsync", "os"},
                        says =
                                "When a write is acknowledged: once it is on disk (fsync), or once the operating system has it, as Kafka does (os).")
                String durability,
        @Key(
                        name = "regroup.shards",
                        byDefault = "64",
                        min = 1,
                        max = 1_024,
                        says =
                                "Number of shards, and of partitions of __consumer_offsets; chosen when a data directory is made, later ignored.")
                int shards,
        @Key(
                        name = "regroup.shard.threads",
                        byDefault = "0",
                        min = 0,
                        max = 1_024,
                        says = "Threads that run shards; 0 means one for each core.")
                int shardThreads,
        @Key(
                        name = "regroup.queued.request.bytes",
                        byDefault = "134217728",
                        unit = "bytes",
                        min = 1_048_576,
                        max = Long.MAX_VALUE,
                        says =
                                "What all requests being worked on may hold together; clients wait beyond it.")
                long queuedRequestBytes,
        @Key(
                        name = "regroup.connection.requests.max",
                        byDefault = "64",
                        min = 1,
                        max = 10_000,
                        says =
                                "Requests of one connection that may wait for their answers; it is not read beyond them.")
                int connectionRequestsMax) {}
