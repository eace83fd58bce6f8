"""A member of a group with aiokafka. `BOOTSTRAP NAME classic ASSIGNOR`"""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import KafkaError
from member import Progress, input_ended, say

ASSIGNORS = {
    "range": RangePartitionAssignor,
    "roundrobin": RoundRobinPartitionAssignor,
    "sticky": StickyPartitionAssignor,
}


class Member(ConsumerRebalanceListener):
    def __init__(self, bootstrap, name, assignor):
        self.name = name
        self.progress = Progress()
        self.consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=name,
            partition_assignment_strategy=(ASSIGNORS[assignor],),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            metadata_max_age_ms=1_000,
            session_timeout_ms=6_000,
            heartbeat_interval_ms=500,
        )

    async def run(self, ended):
        self.consumer.subscribe([self.name], listener=self)
        await self.consumer.start()
        while not ended.is_set():
            for partition, messages in (await self.consumer.getmany(timeout_ms=100)).items():
                for message in messages:
                    self.progress.add(partition.partition, message.offset)
            await self.commit()
        # This client leaves without a word to its listener.
        await self.on_partitions_revoked(self.consumer.assignment())
        await self.consumer.stop()

    async def on_partitions_assigned(self, assigned):
        say("assigned", *numbers(assigned))

    async def on_partitions_revoked(self, revoked):
        await self.commit()
        self.progress.forget(numbers(revoked))
        say("revoked", *numbers(revoked))

    async def commit(self):
        offsets = self.progress.to_commit()
        if not offsets:
            return
        try:
            await self.consumer.commit({TopicPartition(self.name, p): o for p, o in offsets.items()})
            self.progress.committed(offsets)
        except KafkaError as e:
            # The next one says it again, that before the partitions are given up at the latest.
            print(repr(e), file=sys.stderr)


def numbers(partitions):
    return sorted(partition.partition for partition in partitions)


bootstrap, name, _, assignor = sys.argv[1:]


async def main():
    await Member(bootstrap, name, assignor).run(input_ended())


asyncio.run(main())
