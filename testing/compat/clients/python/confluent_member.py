"""A member of a group with confluent-kafka. `BOOTSTRAP NAME classic|consumer ASSIGNOR`"""

import sys

from confluent_kafka import Consumer, KafkaException, TopicPartition
from member import Progress, input_ended, say

bootstrap, name, protocol, assignor = sys.argv[1:]
config = {
    "bootstrap.servers": bootstrap,
    "group.id": name,
    "group.protocol": protocol,
    "auto.offset.reset": "earliest",
    "enable.auto.commit": False,
    "topic.metadata.refresh.interval.ms": 1_000,
}
if protocol == "classic":
    config["partition.assignment.strategy"] = assignor
    config["session.timeout.ms"] = 6_000
    config["heartbeat.interval.ms"] = 500
else:
    config["group.remote.assignor"] = assignor
progress = Progress()


def commit(consumer):
    offsets = progress.to_commit()
    if not offsets:
        return
    try:
        asked = [TopicPartition(name, partition, offset) for partition, offset in offsets.items()]
        found = consumer.commit(offsets=asked, asynchronous=False)
        progress.committed({p.partition: p.offset for p in found if not p.error})
    except KafkaException as e:
        # The next one says it again, that before the partitions are given up at the latest.
        print(e, file=sys.stderr)


def numbers(partitions):
    return [partition.partition for partition in partitions]


def assigned(_, partitions):
    say("assigned", *numbers(partitions))


def revoked(consumer, partitions):
    commit(consumer)
    progress.forget(numbers(partitions))
    say("revoked", *numbers(partitions))


def lost(_, partitions):
    progress.forget(numbers(partitions))
    say("lost", *numbers(partitions))


ended = input_ended()
consumer = Consumer(config)
consumer.subscribe([name], on_assign=assigned, on_revoke=revoked, on_lost=lost)
while not ended.is_set():
    message = consumer.poll(0.1)
    while message:
        if message.error():
            print(message.error(), file=sys.stderr)
        else:
            progress.add(message.partition(), message.offset())
        message = consumer.poll(0)
    commit(consumer)
consumer.close()
