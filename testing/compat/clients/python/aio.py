"""Checks with aiokafka, the asyncio client."""

import asyncio
import sys
import time
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from suite import RETENTION, SHORTER_RETENTION, records, run, same

WAIT_S = 20


class Aiokafka:
    def __init__(self, bootstrap, prefix):
        self.bootstrap = bootstrap
        self.prefix = prefix
        self.topics = []

    async def admin_create(self):
        await self.topic("admin")

    async def admin_describe(self):
        async with self.admin() as admin:
            found = await admin.describe_topics([f"{self.prefix}-admin"])
        same([0, 1, 2], sorted(p["partition"] for p in found[0]["partitions"]), "partitions")

    async def admin_configs(self):
        same(RETENTION, await self.retention())

    async def admin_alter(self):
        # This client has only the older AlterConfigs, which replaces all of them.
        configs = {"retention.ms": SHORTER_RETENTION}
        topic = ConfigResource(ConfigResourceType.TOPIC, f"{self.prefix}-admin", configs)
        async with self.admin() as admin:
            altered = await admin.alter_configs([topic])
        same([0], [resource[0] for resource in altered[0].resources], "error codes")
        same(SHORTER_RETENTION, await self.retention())

    async def produce(self, compression):
        topic = await self.topic(compression)
        sent = records(200)
        codec = None if compression == "none" else compression
        await self.send(topic, sent, compression_type=codec)
        found = await self.read(topic, len(sent))
        same(sorted(sent), sorted((m.key, m.value, list(m.headers)) for m in found))

    async def big(self):
        topic = await self.topic("big")
        value = bytes(i % 251 for i in range(1_000_000))
        await self.send(topic, [(b"big", value, [])], max_request_size=2_000_000)
        same(value, (await self.read(topic, 1))[0].value)

    async def tiny(self):
        topic = await self.topic("tiny")
        await self.send(topic, [(None, b"%010d" % i, []) for i in range(10_000)], linger_ms=5)
        same(10_000, len({m.value for m in await self.read(topic, 10_000)}))

    async def group(self):
        topic = await self.topic("group")
        seen = set()
        members = []

        async def step():
            for member in members:
                seen.update(m.value for m in flat(await member.getmany(timeout_ms=50)))

        def shares(*expected):
            found = [{p.partition for p in member.assignment()} for member in members]
            return sorted(map(len, found)) == sorted(expected) and set().union(*found) == {0, 1, 2}

        async def read_up_to(count):
            await until(f"{count} records", step, lambda: len(seen) == count)

        await self.send(topic, records(300))
        members.append(await self.member("group", [topic]))
        await until("all for the first", step, lambda: shares(3))
        await read_up_to(300)
        members.append(await self.member("group", [topic]))
        await until("a share for each", step, lambda: shares(1, 2))
        await self.send(topic, [(k, b"shared" + v, h) for k, v, h in records(300)])
        await read_up_to(600)
        await members.pop(0).stop()
        await until("all for the second", step, lambda: shares(3))
        await self.send(topic, [(k, b"alone" + v, h) for k, v, h in records(300)])
        await read_up_to(900)
        await members.pop().stop()

    async def commit(self):
        topic = await self.topic("commit")
        sent = records(300)
        await self.send(topic, sent)
        first = await self.member("commit", [topic], max_poll_records=100)
        before = await take(first, 100)
        ends = {TopicPartition(topic, m.partition): m.offset + 1 for m in before}
        await first.commit(ends)
        same(ends, {partition: await first.committed(partition) for partition in ends}, "committed")
        await first.stop()
        second = await self.member("commit", [topic])
        after = await take(second, len(sent) - len(before))
        same(sorted(m[1] for m in sent), sorted(m.value for m in before + after))
        await second.commit()
        await second.stop()

    async def seek_time(self):
        topic = await self.topic("time")
        start = int(time.time() * 1000) - 3_600_000
        async with AIOKafkaProducer(bootstrap_servers=self.bootstrap, acks="all") as producer:
            sends = [
                await producer.send(topic, b"%d" % i, partition=0, timestamp_ms=start + i * 1_000)
                for i in range(100)
            ]
            await asyncio.gather(*sends)
        consumer = await self.member("time", [])
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        position = (await consumer.offsets_for_times({partition: start + 49_500}))[partition]
        same((50, start + 50_000), tuple(position), "offset and timestamp at the time")
        same({partition: 0}, await consumer.beginning_offsets([partition]))
        same({partition: 100}, await consumer.end_offsets([partition]))
        consumer.seek(partition, position.offset)
        found = await take(consumer, 50)
        same([b"%d" % i for i in range(50, 100)], [m.value for m in found])
        same(start + 50_000, found[0].timestamp, "timestamp")
        await consumer.stop()

    async def admin_groups(self):
        group = f"{self.prefix}-commit"
        member = await self.member("commit", [f"{self.prefix}-commit"])
        await until(
            "assignment", lambda: member.getmany(timeout_ms=50), lambda: len(member.assignment()) == 3
        )
        async with self.admin() as admin:
            listed = await admin.list_consumer_groups()
            same([(group, "consumer")], [g[:2] for g in listed if g[0] == group], "listed")
            told = (await admin.describe_consumer_groups([group]))[0].to_object()["groups"][0]
            same(("Stable", 1), (told["state"], len(told["members"])), "described")
            offsets = await admin.list_consumer_group_offsets(group)
            same(300, sum(offset.offset for offset in offsets.values()), "committed")
        await member.stop()

    async def admin_offsets(self):
        partition = TopicPartition(f"{self.prefix}-time", 0)
        async with self.admin() as admin:
            deleted = await admin.delete_records({partition: RecordsToDelete(10)})
        same({partition: 10}, deleted)
        consumer = await self.member("time", [])
        same({partition: 10}, await consumer.beginning_offsets([partition]))
        await consumer.stop()

    async def admin_delete(self):
        # This client cannot delete groups.
        async with self.admin() as admin:
            deleted = await admin.delete_topics(self.topics)
            same({0}, {error[1] for error in deleted.topic_error_codes}, "error codes")
            left = set(self.topics)

            async def look():
                left.intersection_update(await admin.list_topics())
                await asyncio.sleep(0.01)

            await until("the topics are gone", look, lambda: not left)

    @asynccontextmanager
    async def admin(self):
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()

    async def topic(self, name):
        topic = f"{self.prefix}-{name}"
        async with self.admin() as admin:
            created = await admin.create_topics([NewTopic(topic, 3, 1)])
        same([0], [error[1] for error in created.topic_errors], "error codes")
        self.topics.append(topic)
        return topic

    async def retention(self):
        topic = ConfigResource(ConfigResourceType.TOPIC, f"{self.prefix}-admin")
        async with self.admin() as admin:
            found = await admin.describe_configs([topic])
        # A response for each broker asked, in it resources, in them error and entries.
        code, message, _, _, entries = found[0].resources[0][:5]
        same(0, code, message or "error code")
        return {entry[0]: entry[1] for entry in entries}["retention.ms"]

    async def send(self, topic, sent, **config):
        async with AIOKafkaProducer(
            bootstrap_servers=self.bootstrap, enable_idempotence=True, **config
        ) as producer:
            sends = [await producer.send(topic, v, k, headers=h) for k, v, h in sent]
            await asyncio.gather(*sends)

    async def read(self, topic, count):
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap)
        await consumer.start()
        partitions = [TopicPartition(topic, p) for p in range(3)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        found = await take(consumer, count)
        await consumer.stop()
        return found

    async def member(self, group, topics, **config):
        consumer = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=self.bootstrap,
            group_id=f"{self.prefix}-{group}",
            enable_auto_commit=group == "group",
            auto_offset_reset="earliest",
            session_timeout_ms=6_000,
            heartbeat_interval_ms=300,
            **config,
        )
        await consumer.start()
        return consumer


async def until(what, step, condition):
    async def look():
        while not condition():
            await step()

    try:
        await asyncio.wait_for(look(), WAIT_S)
    except asyncio.TimeoutError as e:
        raise TimeoutError(f"not within {WAIT_S} s: {what}") from e


async def take(consumer, count):
    found = []

    async def step():
        found.extend(flat(await consumer.getmany(timeout_ms=100)))

    await until(f"{count} records", step, lambda: len(found) >= count)
    return found


def flat(polled):
    return [message for messages in polled.values() for message in messages]


run(Aiokafka(*sys.argv[1:]))
