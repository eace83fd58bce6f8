"""What the Python members of groups have in common: see MemberProcess.java for what they print."""

import sys
import threading
import time


def say(what, *numbers):
    print(int(time.time() * 1000), what, *numbers, flush=True)


def input_ended():
    """An event that is set when standard input ends."""
    ended = threading.Event()

    def wait():
        while sys.stdin.buffer.read(1):
            pass
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended


class Progress:
    """What has been read, and what of it is not committed yet."""

    def __init__(self):
        self.read = {}
        self.uncommitted = {}

    def add(self, partition, offset):
        first, _ = self.read.get(partition, (offset, offset))
        self.read[partition] = (first, offset)

    def to_commit(self):
        """The offset to be committed of each partition."""
        for partition, (first, last) in self.read.items():
            say("read", partition, first, last)
            self.uncommitted[partition] = last + 1
        self.read = {}
        return dict(self.uncommitted)

    def committed(self, offsets):
        for partition, offset in offsets.items():
            say("committed", partition, offset)
            if self.uncommitted.get(partition) == offset:
                del self.uncommitted[partition]

    def forget(self, partitions):
        for partition in partitions:
            self.read.pop(partition, None)
            self.uncommitted.pop(partition, None)
