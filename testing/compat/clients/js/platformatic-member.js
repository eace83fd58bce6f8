// A member of a group with @platformatic/kafka. `BOOTSTRAP NAME classic|consumer ASSIGNOR`
'use strict'

const { Consumer, MessagesStreamFallbackModes, MessagesStreamModes } = require('@platformatic/kafka')
const { onInputEnd, say } = require('./member.js')

const COMMIT_MS = 100

const [, , bootstrap, name, groupProtocol, assignor] = process.argv
const consumer = new Consumer({
  clientId: 'member',
  bootstrapBrokers: [bootstrap],
  groupId: name,
  retries: 10,
  retryDelay: 100,
  maxWaitTime: 100,
  // What it knows it uses at once; but while it asks, partitions come beneath a fetch that has begun,
  // and that does not know yet where to go on in them.
  metadataMaxAge: 3_600_000,
  ...(groupProtocol === 'classic'
    ? { sessionTimeout: 6_000, heartbeatInterval: 500, protocols: [{ name: assignor, version: 1 }] }
    : { groupProtocol, groupRemoteAssignor: assignor }),
})

let mine = new Set()
const uncommitted = new Map()

function owns(partitions) {
  const now = new Set(partitions)
  const revoked = [...mine].filter((partition) => !now.has(partition))
  const assigned = [...now].filter((partition) => !mine.has(partition))
  mine = now
  if (revoked.length > 0) {
    revoked.forEach((partition) => uncommitted.delete(partition))
    say('revoked', ...revoked)
  }
  if (assigned.length > 0) {
    say('assigned', ...assigned)
  }
}

// Not every change of assignment has an event of its own; but all are in this field.
let assignments = consumer.assignments
Object.defineProperty(consumer, 'assignments', {
  get: () => assignments,
  set(value) {
    assignments = value
    owns((value ?? []).flatMap(({ partitions }) => partitions))
  },
})
if (groupProtocol === 'classic' && assignor !== 'cooperative-sticky') {
  consumer.on('consumer:group:rebalance', () => owns([]))
}

async function commit() {
  const offsets = [...uncommitted].map(([partition, offset]) => ({
    topic: name,
    partition,
    offset,
    leaderEpoch: -1,
  }))
  // In a rebalance this client would join again and then commit these, whoever has them by then.
  if (offsets.length === 0 || !consumer.isActive()) {
    return
  }
  try {
    await consumer.commit({ offsets })
  } catch (e) {
    // The next one says it again.
    console.error(e)
    return
  }
  for (const { partition, offset } of offsets) {
    say('committed', partition, offset)
    if (uncommitted.get(partition) === offset) {
      uncommitted.delete(partition)
    }
  }
}

let stream
let leaving = false

async function main() {
  stream = await consumer.consume({
    autocommit: false,
    topics: [name],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: MessagesStreamFallbackModes.EARLIEST,
  })
  stream.on('error', (e) => console.error(e))
  stream.on('data', ({ partition, offset }) => {
    say('read', partition, offset, offset)
    // What comes too late is for the next owner to commit. If that is this member again, the client
    // may go on behind what came.
    if (mine.has(partition)) {
      uncommitted.set(partition, offset + 1n)
    }
  })
  while (!leaving) {
    await commit()
    await new Promise((resolve) => setTimeout(resolve, COMMIT_MS))
  }
}

const running = main()
onInputEnd(async () => {
  leaving = true
  await running
  await commit()
  owns([])
  await stream.close()
  await consumer.close(true)
})
