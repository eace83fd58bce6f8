// A member of a group with kafkajs. `BOOTSTRAP NAME classic RoundRobinAssigner`
'use strict'

const kafkajs = require('kafkajs')
const { onInputEnd, say } = require('./member.js')

const [, , bootstrap, name] = process.argv
const kafka = new kafkajs.Kafka({
  brokers: [bootstrap],
  logLevel: kafkajs.logLevel.ERROR,
  retry: { initialRetryTime: 100, retries: 10 },
})
let mine = []

function giveUp() {
  if (mine.length > 0) {
    say('revoked', ...mine)
    mine = []
  }
}

// Not every rebalance has an event of its own; but before each JoinGroup the assigner is asked.
const assigner = (options) => {
  const roundRobin = kafkajs.PartitionAssigners.roundRobin(options)
  const protocol = (subscription) => {
    giveUp()
    return roundRobin.protocol(subscription)
  }
  return { ...roundRobin, protocol }
}

const consumer = kafka.consumer({
  groupId: name,
  partitionAssigners: [assigner],
  metadataMaxAge: 1_000,
  sessionTimeout: 6_000,
  heartbeatInterval: 500,
  maxWaitTimeInMs: 100,
})

consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
  mine = payload.memberAssignment[name] ?? []
  say('assigned', ...mine)
})

consumer.on(consumer.events.COMMIT_OFFSETS, ({ payload }) => {
  for (const { partition, offset } of payload.topics[0].partitions) {
    say('committed', partition, offset)
  }
})

async function main() {
  await consumer.connect()
  await consumer.subscribe({ topics: [name], fromBeginning: true })
  // What a batch had is committed after it.
  await consumer.run({
    eachBatch: async ({ batch: { partition, messages } }) => {
      say('read', partition, messages[0].offset, messages.at(-1).offset)
    },
  })
}

onInputEnd(async () => {
  giveUp()
  await consumer.disconnect()
})
main()
