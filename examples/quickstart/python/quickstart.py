"""Sends three records, then reads three as a member of a group and commits how far it has come."""

import sys

from confluent_kafka import Consumer, KafkaException, Producer

TOPIC = "greetings"
COUNT = 3


def produce(bootstrap):
    producer = Producer({"bootstrap.servers": bootstrap})
    for i in range(1, COUNT + 1):
        producer.produce(TOPIC, f"hello {i}", on_delivery=delivered)
    # Waits until the broker has acknowledged all of them.
    producer.flush()


def delivered(error, message):
    if error:
        raise KafkaException(error)
    print(f"sent {message.value().decode()}: offset {message.offset()}")


def consume(bootstrap):
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "quickstart-python",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([TOPIC])
    try:
        received = 0
        while received < COUNT:
            messages = consumer.consume(COUNT, timeout=1)
            for message in messages:
                if message.error():
                    raise KafkaException(message.error())
                print(f"received {message.value().decode()}: offset {message.offset()}")
            if messages:
                consumer.commit(asynchronous=False)
            received += len(messages)
    finally:
        consumer.close()


if __name__ == "__main__":
    server = sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"
    produce(server)
    consume(server)
