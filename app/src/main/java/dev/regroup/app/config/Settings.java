package dev.regroup.app.config;

import java.util.Map;

/// The value of every setting, checked for type and range.
///
/// @param texts by the key's name, as it would stand in the file
record Settings(Map<String, String> texts) {
    Settings {
        texts = Map.copyOf(texts);
    }

    int nodeId() {
        return (int) whole(Keys.NODE_ID);
    }

    String listeners() {
        return text(Keys.LISTENERS);
    }

    String advertisedListeners() {
        return text(Keys.ADVERTISED_LISTENERS);
    }

    String controllerListenerNames() {
        return text(Keys.CONTROLLER_LISTENER_NAMES);
    }

    String listenerSecurityProtocolMap() {
        return text(Keys.LISTENER_SECURITY_PROTOCOL_MAP);
    }

    String logDirs() {
        return text(Keys.LOG_DIRS);
    }

    int numPartitions() {
        return (int) whole(Keys.NUM_PARTITIONS);
    }

    boolean autoCreateTopics() {
        return truth(Keys.AUTO_CREATE_TOPICS);
    }

    boolean deleteTopics() {
        return truth(Keys.DELETE_TOPICS);
    }

    int messageMaxBytes() {
        return (int) whole(Keys.MESSAGE_MAX_BYTES);
    }

    int requestMaxBytes() {
        return (int) whole(Keys.REQUEST_MAX_BYTES);
    }

    int fetchSessionsMax() {
        return (int) whole(Keys.FETCH_SESSIONS_MAX);
    }

    int listenBacklogSize() {
        return (int) whole(Keys.LISTEN_BACKLOG_SIZE);
    }

    int sendBufferBytes() {
        return (int) whole(Keys.SEND_BUFFER_BYTES);
    }

    int receiveBufferBytes() {
        return (int) whole(Keys.RECEIVE_BUFFER_BYTES);
    }

    long connectionsMaxIdleMs() {
        return whole(Keys.CONNECTIONS_MAX_IDLE_MS);
    }

    int maxConnections() {
        return (int) whole(Keys.MAX_CONNECTIONS);
    }

    int maxConnectionsPerIp() {
        return (int) whole(Keys.MAX_CONNECTIONS_PER_IP);
    }

    String maxConnectionsPerIpOverrides() {
        return text(Keys.MAX_CONNECTIONS_PER_IP_OVERRIDES);
    }

    int groupMinSessionTimeoutMs() {
        return (int) whole(Keys.GROUP_MIN_SESSION_TIMEOUT_MS);
    }

    int groupMaxSessionTimeoutMs() {
        return (int) whole(Keys.GROUP_MAX_SESSION_TIMEOUT_MS);
    }

    int groupInitialRebalanceDelayMs() {
        return (int) whole(Keys.GROUP_INITIAL_REBALANCE_DELAY_MS);
    }

    boolean groupInitialRebalanceDelayFixed() {
        return truth(Keys.GROUP_INITIAL_REBALANCE_DELAY_FIXED);
    }

    boolean groupExpireDisconnected() {
        return truth(Keys.GROUP_EXPIRE_DISCONNECTED);
    }

    int groupHeartbeatHoldMs() {
        return (int) whole(Keys.GROUP_HEARTBEAT_HOLD_MS);
    }

    int groupMaxSize() {
        return (int) whole(Keys.GROUP_MAX_SIZE);
    }

    int groupConsumerSessionTimeoutMs() {
        return (int) whole(Keys.GROUP_CONSUMER_SESSION_TIMEOUT_MS);
    }

    int groupConsumerMaxSize() {
        return (int) whole(Keys.GROUP_CONSUMER_MAX_SIZE);
    }

    String groupConsumerAssignors() {
        return text(Keys.GROUP_CONSUMER_ASSIGNORS);
    }

    int groupConsumerAssignorTimeoutMs() {
        return (int) whole(Keys.GROUP_CONSUMER_ASSIGNOR_TIMEOUT_MS);
    }

    String pluginsDir() {
        return text(Keys.PLUGINS_DIR);
    }

    String groupConsumerMigrationPolicy() {
        return text(Keys.GROUP_CONSUMER_MIGRATION_POLICY);
    }

    int groupConsumerQuietMs() {
        return (int) whole(Keys.GROUP_CONSUMER_QUIET_MS);
    }

    int offsetMetadataMaxBytes() {
        return (int) whole(Keys.OFFSET_METADATA_MAX_BYTES);
    }

    long offsetsRetentionMinutes() {
        return whole(Keys.OFFSETS_RETENTION_MINUTES);
    }

    long offsetsRetentionCheckIntervalMs() {
        return whole(Keys.OFFSETS_RETENTION_CHECK_INTERVAL_MS);
    }

    String durability() {
        return text(Keys.DURABILITY);
    }

    int shards() {
        return (int) whole(Keys.SHARDS);
    }

    int shardThreads() {
        return (int) whole(Keys.SHARD_THREADS);
    }

    long retentionCheckMs() {
        return whole(Keys.RETENTION_CHECK_INTERVAL_MS);
    }

    /// 0 if nothing is held.
    long retentionHoldBytesMax() {
        return truth(Keys.RETENTION_HOLD_FOR_GROUPS) ? whole(Keys.RETENTION_HOLD_BYTES_MAX) : 0;
    }

    long journalBytesMax() {
        return whole(Keys.JOURNAL_BYTES_MAX);
    }

    long queuedRequestBytes() {
        return whole(Keys.QUEUED_REQUEST_BYTES);
    }

    int connectionRequestsMax() {
        return (int) whole(Keys.CONNECTION_REQUESTS_MAX);
    }

    private String text(Key key) {
        String text = texts.get(key.name());
        if (text == null) {
            throw new IllegalStateException("no value for " + key.name());
        }
        return text;
    }

    long whole(Key key) {
        return Long.parseLong(text(key));
    }

    private boolean truth(Key key) {
        return Boolean.parseBoolean(text(key));
    }
}
