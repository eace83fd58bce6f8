"""Checks with confluent-kafka: Debian's old one (1.7) and PyPI's. What only the later has is asked for."""

import sys
import time

import confluent_kafka
from confluent_kafka import (
    OFFSET_BEGINNING,
    TIMESTAMP_CREATE_TIME,
    Consumer,
    Producer,
    TopicPartition,
)
from confluent_kafka import admin as admin_module
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic
from suite import RETENTION, SHORTER_RETENTION, Missing, look_again, records, run, same, until

WAIT_S = 20


class Confluent:
    def __init__(self, bootstrap, prefix):
        self.bootstrap = {"bootstrap.servers": bootstrap}
        self.prefix = prefix
        self.topics = []
        self.admin = AdminClient(self.bootstrap)
        self.config_topic = ConfigResource(ConfigResource.Type.TOPIC, f"{prefix}-admin")

    def admin_create(self):
        self.topic("admin")

    def admin_describe(self):
        found = self.admin.list_topics(f"{self.prefix}-admin", WAIT_S)
        same([0, 1, 2], sorted(found.topics[f"{self.prefix}-admin"].partitions), "partitions")

    def admin_configs(self):
        same(RETENTION, self.retention())

    def admin_alter(self):
        if hasattr(self.admin, "incremental_alter_configs"):
            entry = admin_module.ConfigEntry(
                "retention.ms",
                SHORTER_RETENTION,
                incremental_operation=admin_module.AlterConfigOpType.SET,
            )
            topic = ConfigResource(
                ConfigResource.Type.TOPIC, self.config_topic.name, incremental_configs=[entry]
            )
            altered = self.admin.incremental_alter_configs([topic])
        else:
            topic = ConfigResource(ConfigResource.Type.TOPIC, self.config_topic.name)
            topic.set_config("retention.ms", SHORTER_RETENTION)
            altered = self.admin.alter_configs([topic])
        all_of(altered)
        same(SHORTER_RETENTION, self.retention())

    def produce(self, compression):
        topic = self.topic(compression)
        sent = records(200)
        self.send(topic, sent, {"compression.type": compression})
        found = self.read(topic, len(sent))
        same(sorted(sent), sorted((m.key(), m.value(), m.headers()) for m in found))

    def big(self):
        topic = self.topic("big")
        value = bytes(i % 251 for i in range(1_000_000))
        self.send(topic, [(b"big", value, [])], {"message.max.bytes": 2_000_000})
        same(value, self.read(topic, 1)[0].value())

    def tiny(self):
        topic = self.topic("tiny")
        self.send(topic, [(None, b"%010d" % i, []) for i in range(10_000)])
        same(10_000, len({m.value() for m in self.read(topic, 10_000)}))

    def group(self):
        topic = self.topic("group")
        seen = set()
        first = self.member("group", [topic])
        second = None

        def step():
            for member in filter(None, (first, second)):
                for message in member.consume(500, 0.05):
                    if message.error():
                        raise AssertionError(message.error())
                    seen.add(message.value())
            return True

        def partitions(member):
            return {p.partition for p in member.assignment()}

        def read_up_to(count):
            until(f"{count} records", lambda: step() and len(seen) == count)

        self.send(topic, records(300))
        until("all for the first", lambda: step() and partitions(first) == {0, 1, 2})
        read_up_to(300)
        second = self.member("group", [topic])
        until(
            "a share for each",
            lambda: step()
            and partitions(first)
            and partitions(second)
            and partitions(first) | partitions(second) == {0, 1, 2}
            and not partitions(first) & partitions(second),
        )
        self.send(topic, [(k, b"shared" + v, h) for k, v, h in records(300)])
        read_up_to(600)
        first.close()
        first = None
        until("all for the second", lambda: step() and partitions(second) == {0, 1, 2})
        self.send(topic, [(k, b"alone" + v, h) for k, v, h in records(300)])
        read_up_to(900)
        second.close()

    def commit(self):
        topic = self.topic("commit")
        sent = records(300)
        self.send(topic, sent)
        first = self.member("commit", [topic], {"enable.auto.commit": False})
        before = []
        until("some records", lambda: before.extend(first.consume(100, 0.2)) or len(before) >= 100)
        ends = {}
        for message in before:
            ends[message.partition()] = message.offset() + 1
        first.commit(
            offsets=[TopicPartition(topic, p, o) for p, o in ends.items()], asynchronous=False
        )
        found = first.committed([TopicPartition(topic, p) for p in ends], WAIT_S)
        same(ends, {p.partition: p.offset for p in found}, "committed")
        first.close()
        second = self.member("commit", [topic], {"enable.auto.commit": False})
        after = []
        rest = len(sent) - len(before)
        until("the rest", lambda: after.extend(second.consume(100, 0.2)) or len(after) >= rest)
        same(sorted(m[1] for m in sent), sorted(m.value() for m in before + after))
        second.commit(asynchronous=False)
        second.close()

    def seek_time(self):
        topic = self.topic("time")
        start = int(time.time() * 1000) - 3_600_000
        producer = Producer({**self.bootstrap, "enable.idempotence": True})
        for i in range(100):
            producer.produce(topic, b"%d" % i, partition=0, timestamp=start + i * 1_000)
        same(0, producer.flush(WAIT_S), "unsent")
        consumer = self.member("time", [])
        # An offset field stands for the time here.
        asked = [TopicPartition(topic, 0, start + 49_500)]
        position = consumer.offsets_for_times(asked, WAIT_S)[0]
        same(50, position.offset, "offset at the time")
        same((0, 100), consumer.get_watermark_offsets(TopicPartition(topic, 0), WAIT_S))
        consumer.assign([position])
        found = []
        until("the later half", lambda: found.extend(consumer.consume(50, 0.2)) or len(found) >= 50)
        same([b"%d" % i for i in range(50, 100)], [m.value() for m in found])
        same((TIMESTAMP_CREATE_TIME, start + 50_000), found[0].timestamp(), "timestamp")
        consumer.close()

    def admin_groups(self):
        group = f"{self.prefix}-commit"
        member = self.member("commit", [f"{self.prefix}-commit"])
        until("assignment", lambda: member.consume(1, 0.1) or len(member.assignment()) == 3)
        # The older way, which every version has: DescribeGroups and ListGroups together.
        listed = {g.id: g for g in self.admin.list_groups(timeout=WAIT_S)}
        same(("Stable", 1), (listed[group].state, len(listed[group].members)), "listed")
        if hasattr(self.admin, "describe_consumer_groups"):
            valid = self.admin.list_consumer_groups(request_timeout=WAIT_S).result().valid
            same([group], [g.group_id for g in valid if g.group_id == group], "listed")
            told = self.admin.describe_consumer_groups([group])[group].result(WAIT_S)
            same(("STABLE", 1), (told.state.name, len(told.members)), "described")
            asked = [confluent_kafka.ConsumerGroupTopicPartitions(group)]
            offsets = self.admin.list_consumer_group_offsets(asked)[group].result(WAIT_S)
            same(300, sum(p.offset for p in offsets.topic_partitions), "committed")
        member.close()

    def admin_offsets(self):
        if not hasattr(self.admin, "delete_records"):
            raise Missing("this version has no delete_records")
        partition = TopicPartition(f"{self.prefix}-time", 0, 10)
        deleted = all_of(self.admin.delete_records([partition]))
        same(10, deleted[0].low_watermark)
        consumer = self.member("time", [])
        same((10, 100), consumer.get_watermark_offsets(partition, WAIT_S))
        consumer.close()

    def admin_delete(self):
        group = f"{self.prefix}-commit"
        if hasattr(self.admin, "delete_consumer_groups"):
            all_of(self.admin.delete_consumer_groups([group]))
            same([], [g.id for g in self.admin.list_groups(timeout=WAIT_S) if g.id == group])
        all_of(self.admin.delete_topics(self.topics))

        def left():
            return set(self.topics) & set(self.admin.list_topics(timeout=WAIT_S).topics)

        until("the topics are gone", lambda: look_again() and not left())

    def topic(self, name):
        topic = f"{self.prefix}-{name}"
        all_of(self.admin.create_topics([NewTopic(topic, 3, 1)]))
        self.topics.append(topic)
        return topic

    def retention(self):
        return all_of(self.admin.describe_configs([self.config_topic]))[0]["retention.ms"].value

    def send(self, topic, sent, config=None):
        producer = Producer({**self.bootstrap, "enable.idempotence": True, **(config or {})})
        errors = []
        for key, value, headers in sent:
            producer.produce(
                topic,
                value,
                key,
                headers=headers,
                on_delivery=lambda e, _: errors.append(e) if e else None,
            )
        same(0, producer.flush(WAIT_S), "unsent")
        same([], errors)

    def read(self, topic, count):
        consumer = self.member("reader", [])
        consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in range(3)])
        found = []
        until("records", lambda: found.extend(consumer.consume(1_000, 0.1)) or len(found) >= count)
        consumer.close()
        same([], [m.error() for m in found if m.error()])
        same(count, len(found), "records")
        return found

    def member(self, group, topics, config=None):
        consumer = Consumer(
            {
                **self.bootstrap,
                "group.id": f"{self.prefix}-{group}",
                "auto.offset.reset": "earliest",
                "session.timeout.ms": 6_000,
                "heartbeat.interval.ms": 300,
                **(config or {}),
            }
        )
        if topics:
            consumer.subscribe(topics)
        return consumer


def all_of(futures):
    return [future.result(WAIT_S) for future in futures.values()]


run(Confluent(*sys.argv[1:]))
