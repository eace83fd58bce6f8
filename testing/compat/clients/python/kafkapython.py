"""Checks with kafka-python 2.0.2, the pure Python client that Debian has."""

import sys
import threading
import time

from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.codec import has_lz4, has_snappy, has_zstd
from suite import RETENTION, SHORTER_RETENTION, Missing, look_again, records, run, same, until

WAIT_S = 20


class KafkaPython:
    def __init__(self, bootstrap, prefix):
        self.bootstrap = bootstrap
        self.prefix = prefix
        self.topics = []
        self.admin = KafkaAdminClient(bootstrap_servers=bootstrap)

    def admin_create(self):
        self.topic("admin")

    def admin_describe(self):
        found = self.admin.describe_topics([f"{self.prefix}-admin"])
        same([0, 1, 2], sorted(p["partition"] for p in found[0]["partitions"]), "partitions")

    def admin_configs(self):
        same(RETENTION, self.retention())

    def admin_alter(self):
        # This client has only the older AlterConfigs, which replaces all of them.
        configs = {"retention.ms": SHORTER_RETENTION}
        topic = ConfigResource(ConfigResourceType.TOPIC, f"{self.prefix}-admin", configs)
        altered = self.admin.alter_configs([topic])
        same([0], [resource[0] for resource in altered.resources], "error codes")
        same(SHORTER_RETENTION, self.retention())

    def produce(self, compression):
        codecs = {"snappy": has_snappy, "lz4": has_lz4, "zstd": has_zstd}
        if not codecs.get(compression, lambda: True)():
            raise AssertionError(f"the Python package for {compression} is not installed")
        topic = self.topic(compression)
        sent = records(200)
        self.send(topic, sent, compression_type=None if compression == "none" else compression)
        found = self.read(topic, len(sent))
        same(sorted(sent), sorted((m.key, m.value, m.headers) for m in found))

    def big(self):
        topic = self.topic("big")
        value = bytes(i % 251 for i in range(1_000_000))
        self.send(topic, [(b"big", value, [])], max_request_size=2_000_000)
        same(value, self.read(topic, 1)[0].value)

    def tiny(self):
        topic = self.topic("tiny")
        self.send(topic, [(None, b"%010d" % i, []) for i in range(10_000)], linger_ms=5)
        same(10_000, len({m.value for m in self.read(topic, 10_000)}))

    def group(self):
        topic = self.topic("group")
        seen = set()
        first = Member(self.member("group", [topic]), seen)

        def read_up_to(count):
            until(f"{count} records", lambda: look_again() and len(seen) == count)

        self.send(topic, records(300))
        until("all for the first", lambda: look_again() and first.partitions() == {0, 1, 2})
        read_up_to(300)
        second = Member(self.member("group", [topic]), seen)
        until(
            "a share for each",
            lambda: look_again()
            and first.partitions()
            and second.partitions()
            and first.partitions() | second.partitions() == {0, 1, 2}
            and not first.partitions() & second.partitions(),
        )
        self.send(topic, [(k, b"shared" + v, h) for k, v, h in records(300)])
        read_up_to(600)
        first.leave()
        until("all for the second", lambda: look_again() and second.partitions() == {0, 1, 2})
        self.send(topic, [(k, b"alone" + v, h) for k, v, h in records(300)])
        read_up_to(900)
        second.leave()

    def commit(self):
        topic = self.topic("commit")
        sent = records(300)
        self.send(topic, sent)
        first = self.member("commit", [topic], enable_auto_commit=False, max_poll_records=100)
        before = []
        until("some records", lambda: before.extend(flat(first.poll(200))) or len(before) >= 100)
        ends = {}
        for message in before:
            ends[TopicPartition(topic, message.partition)] = message.offset + 1
        first.commit({partition: OffsetAndMetadata(end, "") for partition, end in ends.items()})
        same(ends, {partition: first.committed(partition) for partition in ends}, "committed")
        first.close()
        second = self.member("commit", [topic], enable_auto_commit=False)
        after = []
        rest = len(sent) - len(before)
        until("the rest", lambda: after.extend(flat(second.poll(200))) or len(after) >= rest)
        same(sorted(m[1] for m in sent), sorted(m.value for m in before + after))
        second.commit()
        second.close()

    def seek_time(self):
        topic = self.topic("time")
        start = int(time.time() * 1000) - 3_600_000
        producer = KafkaProducer(bootstrap_servers=self.bootstrap, acks="all")
        sends = [
            producer.send(topic, b"%d" % i, partition=0, timestamp_ms=start + i * 1_000)
            for i in range(100)
        ]
        for future in sends:
            future.get(WAIT_S)
        producer.close(WAIT_S)
        consumer = self.member("time", [])
        partition = TopicPartition(topic, 0)
        position = consumer.offsets_for_times({partition: start + 49_500})[partition]
        same((50, start + 50_000), tuple(position), "offset and timestamp at the time")
        same({partition: 0}, consumer.beginning_offsets([partition]))
        same({partition: 100}, consumer.end_offsets([partition]))
        consumer.assign([partition])
        consumer.seek(partition, position.offset)
        found = []
        until("the later half", lambda: found.extend(flat(consumer.poll(200))) or len(found) >= 50)
        same([b"%d" % i for i in range(50, 100)], [m.value for m in found])
        same(start + 50_000, found[0].timestamp, "timestamp")
        consumer.close()

    def admin_groups(self):
        group = f"{self.prefix}-commit"
        member = self.member("commit", [f"{self.prefix}-commit"])
        until("assignment", lambda: member.poll(100) or len(member.assignment()) == 3)
        listed = self.admin.list_consumer_groups()
        same([(group, "consumer")], [entry for entry in listed if entry[0] == group], "listed")
        told = self.admin.describe_consumer_groups([group])[0]
        same((group, "Stable", 1), (told.group, told.state, len(told.members)), "described")
        offsets = self.admin.list_consumer_group_offsets(group)
        same(300, sum(offset.offset for offset in offsets.values()), "committed")
        member.close()

    def admin_offsets(self):
        raise Missing("this client has no DeleteRecords")

    def admin_delete(self):
        group = f"{self.prefix}-commit"
        deleted = self.admin.delete_consumer_groups([group])
        same([(group, 0)], [(name, error.errno) for name, error in deleted], "error codes")
        same([], [g for g in self.admin.list_consumer_groups() if g[0] == group], "groups left")
        deleted = self.admin.delete_topics(self.topics)
        same({0}, {code for _, code in deleted.topic_error_codes}, "error codes")

        until(
            "the topics are gone",
            lambda: look_again() and not set(self.topics) & set(self.admin.list_topics()),
        )
        self.admin.close()

    def topic(self, name):
        topic = f"{self.prefix}-{name}"
        created = self.admin.create_topics([NewTopic(topic, 3, 1)])
        same([0], [error[1] for error in created.topic_errors], "error codes")
        self.topics.append(topic)
        return topic

    def retention(self):
        topic = ConfigResource(ConfigResourceType.TOPIC, f"{self.prefix}-admin")
        # A response for each broker asked, in it resources, in them error and entries.
        code, message, _, _, entries = self.admin.describe_configs([topic])[0].resources[0]
        same(0, code, message or "error code")
        return {entry[0]: entry[1] for entry in entries}["retention.ms"]

    def send(self, topic, sent, **config):
        producer = KafkaProducer(bootstrap_servers=self.bootstrap, acks="all", **config)
        sends = [producer.send(topic, value, key, headers) for key, value, headers in sent]
        for future in sends:
            future.get(WAIT_S)
        producer.close(WAIT_S)

    def read(self, topic, count):
        consumer = self.member("reader", [])
        partitions = [TopicPartition(topic, p) for p in range(3)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        found = []
        until("records", lambda: found.extend(flat(consumer.poll(100))) or len(found) >= count)
        consumer.close(autocommit=False)
        same(count, len(found), "records")
        return found

    def member(self, group, topics, **config):
        return KafkaConsumer(
            *topics,
            bootstrap_servers=self.bootstrap,
            group_id=f"{self.prefix}-{group}",
            auto_offset_reset="earliest",
            session_timeout_ms=6_000,
            heartbeat_interval_ms=300,
            **config,
        )


class Member(threading.Thread):
    """A consumer on a thread of its own: its poll blocks until it has joined, so that one thread
    cannot play two of them."""

    def __init__(self, consumer, seen):
        super().__init__(daemon=True)
        self.consumer = consumer
        self.seen = seen
        self.leaving = False
        self.start()

    def run(self):
        while not self.leaving:
            self.seen.update(m.value for m in flat(self.consumer.poll(50)))
        self.consumer.close()

    def partitions(self):
        return {p.partition for p in self.consumer.assignment()}

    def leave(self):
        self.leaving = True
        self.join(WAIT_S)
        same(False, self.is_alive(), "still leaving")


def flat(polled):
    return [message for messages in polled.values() for message in messages]


run(KafkaPython(*sys.argv[1:]))
