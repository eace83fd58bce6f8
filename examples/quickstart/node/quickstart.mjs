// Sends three records, then reads three as a member of a group and commits how far it has come.
import {
  Consumer,
  MessagesStreamFallbackModes,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka'

const topic = 'greetings'
const count = 3
const client = {
  clientId: 'quickstart',
  bootstrapBrokers: [process.argv[2] ?? 'localhost:9092'],
}

async function produce() {
  const producer = new Producer({
    ...client,
    serializers: stringSerializers,
    autocreateTopics: true,
  })
  for (let i = 1; i <= count; i++) {
    // Waits until the broker has acknowledged it.
    const { offsets } = await producer.send({ messages: [{ topic, value: `hello ${i}` }] })
    console.log(`sent hello ${i}: offset ${offsets[0].offset}`)
  }
  await producer.close()
}

async function consume() {
  const consumer = new Consumer({
    ...client,
    groupId: 'quickstart-node',
    deserializers: stringDeserializers,
  })
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: MessagesStreamFallbackModes.EARLIEST,
    autocommit: false,
  })
  let received = 0
  for await (const message of stream) {
    console.log(`received ${message.value}: offset ${message.offset}`)
    await message.commit()
    if (++received === count) {
      break
    }
  }
  await consumer.close(true)
}

await produce()
await consume()
