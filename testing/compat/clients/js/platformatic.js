// Checks with @platformatic/kafka, with the classic group protocol.
'use strict'

const assert = require('node:assert/strict')
const {
  Admin,
  ConfigResourceTypes,
  Consumer,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
  MessagesStreamFallbackModes,
  MessagesStreamModes,
  Producer,
} = require('@platformatic/kafka')
const { records, run, sameElements, shared, until } = require('./suite.js')

const [, , bootstrap, prefix] = process.argv
const client = { clientId: 'suite', bootstrapBrokers: [bootstrap], retries: 5, retryDelay: 100 }
const admin = new Admin(client)
const created = []

async function topic(name) {
  const topic = `${prefix}-${name}`
  await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 })
  created.push(topic)
  return topic
}

async function retention() {
  const found = await admin.describeConfigs({
    resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: `${prefix}-admin` }],
  })
  return found[0].configs.find((config) => config.name === 'retention.ms').value
}

async function send(topic, messages, compression = 'none') {
  const producer = new Producer({ ...client, idempotent: true, acks: -1, compression })
  const bytes = ({ key, value, headers = {}, ...others }) => ({
    topic,
    key: key === undefined ? undefined : Buffer.from(key),
    value: Buffer.from(value),
    headers: new Map(Object.entries(headers).map(([n, v]) => [Buffer.from(n), Buffer.from(v)])),
    ...others,
  })
  await producer.send({ messages: messages.map(bytes) })
  await producer.close()
}

/** A started member of a group; `partitions` are its present ones, `found` what it received. */
async function member(group, topic, { config = {}, ...options } = {}) {
  const consumer = new Consumer({
    ...client,
    groupId: `${prefix}-${group}`,
    autocommit: false,
    maxWaitTime: 100,
    sessionTimeout: 6_000,
    heartbeatInterval: 300,
    ...config,
  })
  const self = { consumer, partitions: [], found: [] }
  const assigned = () => {
    const mine = consumer.assignments?.filter((assignment) => assignment.topic === topic) ?? []
    self.partitions = mine.flatMap((assignment) => assignment.partitions)
  }
  consumer.on('consumer:group:rebalance', () => (self.partitions = []))
  consumer.on('consumer:group:join', assigned)
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: MessagesStreamFallbackModes.EARLIEST,
    ...options,
  })
  assigned()
  stream.on('data', (message) => self.found.push(message))
  stream.on('error', (e) => console.error(e))
  self.leave = async () => {
    await stream.close()
    await consumer.close(true)
  }
  return self
}

/** This client has no consumer without a group. */
async function read(topic, count) {
  const reader = await member(`reader-${topic}`, topic)
  await until(`${count} records`, () => reader.found.length >= count)
  await reader.leave()
  assert.equal(reader.found.length, count)
  return reader.found
}

const text = ({ key, value, headers }) => ({
  key: `${key}`,
  value: `${value}`,
  headers: Object.fromEntries([...headers].map(([name, held]) => [`${name}`, `${held}`])),
})

function ends(messages, from = {}) {
  const ends = { ...from }
  for (const { partition, offset } of messages) {
    ends[partition] = offset + 1n
  }
  return ends
}

const commit = ({ consumer }, topic, ends) =>
  consumer.commit({
    offsets: Object.entries(ends).map(([partition, offset]) => ({
      topic,
      partition: Number(partition),
      offset,
      leaderEpoch: -1,
    })),
  })

async function listOffset(topic, timestamp) {
  const partitions = [{ partitionIndex: 0, timestamp: BigInt(timestamp) }]
  const [found] = await admin.listOffsets({ topics: [{ name: topic, partitions }] })
  return found.partitions[0].offset
}

async function group(name) {
  const from = await topic(name)
  const seen = (...members) => new Set(members.flatMap((m) => m.found.map((r) => `${r.value}`)))
  await send(from, records(300))
  const config = { autocommit: 200 }
  const first = await member(name, from, { config })
  const members = [first]
  try {
    await until('all for the first', () => shared(first.partitions))
    await until('300 records', () => seen(first).size === 300)
    const second = await member(name, from, { config })
    members.push(second)
    await until('a share for each', () => shared(first.partitions, second.partitions))
    await send(from, records(300, 'shared'))
    await until('600 records', () => seen(first, second).size === 600)
    await first.leave()
    members.shift()
    await until('all for the second', () => shared(second.partitions))
    await send(from, records(300, 'alone'))
    await until('900 records', () => seen(first, second).size === 900)
  } finally {
    await Promise.all(members.map((m) => m.leave()))
  }
}

run({
  async 'admin-create'() {
    await topic('admin')
  },

  async 'admin-describe'() {
    const found = await admin.metadata({ topics: [`${prefix}-admin`], forceUpdate: true })
    assert.equal(found.topics.get(`${prefix}-admin`).partitionsCount, 3)
  },

  async 'admin-configs'() {
    assert.equal(await retention(), '604800000')
  },

  async 'admin-alter'() {
    const configOperation = IncrementalAlterConfigOperationTypes.SET
    const configs = [{ name: 'retention.ms', configOperation, value: '3600000' }]
    const resourceType = ConfigResourceTypes.TOPIC
    await admin.incrementalAlterConfigs({
      resources: [{ resourceType, resourceName: `${prefix}-admin`, configs }],
    })
    assert.equal(await retention(), '3600000')
  },

  async produce(compression) {
    const into = await topic(compression)
    await send(into, records(200), compression)
    sameElements(records(200), (await read(into, 200)).map(text))
  },

  async big() {
    const into = await topic('big')
    const value = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i % 251))
    await send(into, [{ key: 'big', value }])
    assert.ok(value.equals((await read(into, 1))[0].value))
  },

  async tiny() {
    const into = await topic('tiny')
    const values = Array.from({ length: 10_000 }, (_, i) => `${i}`.padStart(10, '0'))
    await send(into, values.map((value) => ({ value })))
    assert.equal(new Set((await read(into, 10_000)).map((m) => `${m.value}`)).size, 10_000)
  },

  group: () => group('group'),

  async commit() {
    const from = await topic('commit')
    await send(from, records(300))
    const first = await member('commit', from)
    await until('some records', () => first.found.length >= 100)
    const before = first.found.slice(0, 100)
    await commit(first, from, ends(before))
    const topics = [{ topic: from, partitions: [0, 1, 2] }]
    const committed = (await first.consumer.listCommittedOffsets({ topics })).get(from)
    // -1 stands for nothing committed.
    const known = Object.entries(committed).filter(([, offset]) => offset >= 0n)
    assert.deepEqual(Object.fromEntries(known), ends(before))
    await first.leave()
    const second = await member('commit', from)
    await until('the rest', () => second.found.length >= 200)
    sameElements(records(300), [...before, ...second.found].map(text))
    await commit(second, from, ends(second.found, ends(before)))
    await second.leave()
  },

  async 'seek-time'() {
    const from = await topic('time')
    const start = Date.now() - 3_600_000
    const messages = Array.from({ length: 100 }, (_, i) => ({
      value: `${i}`,
      partition: 0,
      timestamp: BigInt(start + i * 1_000),
    }))
    await send(from, messages)
    const position = await listOffset(from, start + 49_500)
    assert.equal(position, 50n)
    assert.equal(await listOffset(from, ListOffsetTimestamps.EARLIEST), 0n)
    assert.equal(await listOffset(from, ListOffsetTimestamps.LATEST), 100n)
    const reader = await member('time', from, {
      mode: MessagesStreamModes.MANUAL,
      offsets: [0, 1, 2].map((partition) => ({
        topic: from,
        partition,
        offset: partition === 0 ? position : 0n,
      })),
    })
    await until('the later half', () => reader.found.length >= 50)
    assert.deepEqual(reader.found.map((m) => `${m.value}`), messages.slice(50).map((m) => m.value))
    assert.equal(reader.found[0].timestamp, BigInt(start + 50_000))
    await reader.leave()
  },

  async 'admin-groups'() {
    const groupId = `${prefix}-commit`
    const joined = await member('commit', groupId)
    await until('assignment', () => shared(joined.partitions))
    assert.equal((await admin.listGroups()).get(groupId).protocolType, 'consumer')
    const told = (await admin.describeGroups({ groups: [groupId] })).get(groupId)
    assert.deepEqual([told.state.toUpperCase(), told.members.size], ['STABLE', 1])
    const [committed] = await admin.listConsumerGroupOffsets({ groups: [groupId] })
    const sum = committed.topics[0].partitions.reduce((total, p) => total + p.committedOffset, 0n)
    assert.equal(sum, 300n)
    await joined.leave()
  },

  async 'admin-offsets'() {
    const name = `${prefix}-time`
    const partitions = [{ partition: 0, offset: 10n }]
    const [deleted] = await admin.deleteRecords({ topics: [{ name, partitions }] })
    assert.equal(deleted.partitions[0].lowWatermark, 10n)
    assert.equal(await listOffset(name, ListOffsetTimestamps.EARLIEST), 10n)
  },

  async 'admin-delete'() {
    const groupId = `${prefix}-commit`
    await admin.deleteGroups({ groups: [groupId] })
    assert.ok(!(await admin.listGroups()).has(groupId))
    await admin.deleteTopics({ topics: created })
    await until('the topics are gone', async () => {
      const left = await admin.listTopics()
      return !created.some((topic) => left.includes(topic))
    })
    await admin.close()
  },
})
