package dev.regroup.compat;

import java.util.List;

/// A client as a member of groups. Each one says for either protocol what it has of it, or why it
/// has nothing: that is what [ClientGroupsTest] runs and `docs/compatibility.md` lists.
///
/// @param name as its users call it
/// @param member the program: see [MemberProcess]
record GroupClient(String name, ClientProgram member, Support classic, Support consumer) {

    /// What a client has of a protocol.
    sealed interface Support {
        /// @param names of its assignors, as the client calls them
        record Assignors(List<String> names, Growth growth) implements Support {
            public Assignors {
                names = List.copyOf(names);
            }

            Assignors seenByNewcomers() {
                return new Assignors(names, Growth.SEEN_BY_NEWCOMERS);
            }
        }

        record Absent(String reason) implements Support {}
    }

    /// Who gets the new partitions of a topic that has grown.
    enum Growth {
        SEEN_BY_MEMBERS(""),
        SEEN_BY_NEWCOMERS(
                "a member ends when it is assigned a partition that its metadata does not have yet, so others take over after the topic has grown");

        private final String note;

        Growth(String note) {
            this.note = note;
        }

        /// What a reader has to know; empty for what is to be expected.
        String note() {
            return note;
        }
    }

    static List<GroupClient> all() {
        Support classicOnly = new Support.Absent("it has only the classic protocol");
        return List.of(
                new GroupClient(
                        "kafka-clients (Java)",
                        ClientProgram.javaClass(JavaMember.class),
                        assignors("range", "roundrobin", "sticky", "cooperative-sticky"),
                        assignors("uniform", "range", "roundrobin", "sticky")),
                new GroupClient(
                        "confluent-kafka (Python, librdkafka)",
                        ClientProgram.python("confluent-kafka", "confluent_member.py"),
                        assignors("range", "roundrobin", "cooperative-sticky"),
                        assignors("uniform", "range")),
                new GroupClient(
                        "rdkafka (Rust, librdkafka)",
                        ClientProgram.rust("member"),
                        assignors("range", "roundrobin", "cooperative-sticky"),
                        assignors("uniform", "range")),
                new GroupClient(
                        "franz-go (Go)",
                        ClientProgram.go("member"),
                        assignors("range", "roundrobin", "sticky", "cooperative-sticky"),
                        assignors("uniform", "range")),
                new GroupClient(
                        "sarama (Go)",
                        ClientProgram.sarama("sarama-member"),
                        assignors("range", "roundrobin", "sticky", "cooperative-sticky"),
                        classicOnly),
                new GroupClient(
                        "@platformatic/kafka (JavaScript)",
                        ClientProgram.node("platformatic-kafka", "platformatic-member.js"),
                        assignors("roundrobin", "cooperative-sticky").seenByNewcomers(),
                        assignors("uniform", "range").seenByNewcomers()),
                new GroupClient(
                        "kafkajs (JavaScript)",
                        ClientProgram.node("kafkajs", "kafkajs-member.js"),
                        assignors("RoundRobinAssigner"),
                        classicOnly),
                new GroupClient(
                        "aiokafka (Python)",
                        ClientProgram.python("aiokafka", "aio_member.py"),
                        assignors("range", "roundrobin", "sticky"),
                        classicOnly));
    }

    private static Support.Assignors assignors(String... names) {
        return new Support.Assignors(List.of(names), Growth.SEEN_BY_MEMBERS);
    }
}
