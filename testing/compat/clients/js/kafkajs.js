// Checks with kafkajs.
'use strict'

const assert = require('node:assert/strict')
const zlib = require('node:zlib')
const kafkajs = require('kafkajs')
const snappy = require('kafkajs-snappy')
const { lz4Compress, lz4Decompress } = require('@platformatic/wasm-utils')
const { records, run, sameElements, shared, until } = require('./suite.js')

const [, , bootstrap, prefix] = process.argv
const { CompressionCodecs, CompressionTypes } = kafkajs
// kafkajs brings gzip only; all others are plugged in.
CompressionCodecs[CompressionTypes.Snappy] = snappy
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4Compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4Decompress(buffer)),
})
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async (encoder) => zlib.zstdCompressSync(encoder.buffer),
  decompress: async (buffer) => zlib.zstdDecompressSync(buffer),
})

const kafka = new kafkajs.Kafka({
  brokers: [bootstrap],
  logLevel: kafkajs.logLevel.ERROR,
  retry: { initialRetryTime: 100, retries: 5 },
})
const admin = kafka.admin()
const TOPIC = 2 // ConfigResourceTypes, which kafkajs declares in its types only.

const created = []

async function topic(name) {
  const topic = `${prefix}-${name}`
  await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true })
  created.push(topic)
  return topic
}

async function retention() {
  const resources = [{ type: TOPIC, name: `${prefix}-admin` }]
  const found = await admin.describeConfigs({ resources, includeSynonyms: false })
  const { errorCode, configEntries } = found.resources[0]
  assert.equal(errorCode, 0)
  return configEntries.find((entry) => entry.configName === 'retention.ms').configValue
}

async function send(topic, messages, compression = CompressionTypes.None) {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  await producer.send({ topic, messages, acks: -1, compression })
  await producer.disconnect()
}

/** A started member of a group; `partitions` are its present ones, `found` what it received. */
async function member(group, topic, config = {}) {
  const consumer = kafka.consumer({
    groupId: `${prefix}-${group}`,
    sessionTimeout: 6_000,
    heartbeatInterval: 300,
    maxWaitTimeInMs: 100,
  })
  const self = { consumer, partitions: [], found: [], leave: () => consumer.disconnect() }
  consumer.on(consumer.events.REBALANCING, () => (self.partitions = []))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    self.partitions = payload.memberAssignment[topic] ?? []
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    ...config,
    eachMessage: async ({ partition, message }) => self.found.push({ partition, ...message }),
  })
  return self
}

/** kafkajs has no consumer without a group. */
async function read(topic, count) {
  const reader = await member(`reader-${topic}`, topic, { autoCommit: false })
  await until(`${count} records`, () => reader.found.length >= count)
  await reader.leave()
  assert.equal(reader.found.length, count)
  return reader.found
}

const text = ({ key, value, headers }) => ({
  key: `${key}`,
  value: `${value}`,
  headers: Object.fromEntries(Object.entries(headers).map(([name, held]) => [name, `${held}`])),
})

run({
  async 'admin-create'() {
    await admin.connect()
    await topic('admin')
  },

  async 'admin-describe'() {
    const found = await admin.fetchTopicMetadata({ topics: [`${prefix}-admin`] })
    const partitions = found.topics[0].partitions.map((p) => p.partitionId)
    sameElements([0, 1, 2], partitions)
  },

  async 'admin-configs'() {
    assert.equal(await retention(), '604800000')
  },

  async 'admin-alter'() {
    // This client has only the older AlterConfigs, which replaces all of them.
    const configEntries = [{ name: 'retention.ms', value: '3600000' }]
    const resources = [{ type: TOPIC, name: `${prefix}-admin`, configEntries }]
    await admin.alterConfigs({ resources, validateOnly: false })
    assert.equal(await retention(), '3600000')
  },

  async produce(compression) {
    const into = await topic(compression)
    const types = { none: 'None', gzip: 'GZIP', snappy: 'Snappy', lz4: 'LZ4', zstd: 'ZSTD' }
    await send(into, records(200), CompressionTypes[types[compression]])
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

  async group() {
    const from = await topic('group')
    const first = await member('group', from)
    const seen = (...members) => new Set(members.flatMap((m) => m.found.map((r) => `${r.value}`)))
    await send(from, records(300))
    await until('all for the first', () => shared(first.partitions))
    await until('300 records', () => seen(first).size === 300)
    const second = await member('group', from)
    await until('a share for each', () => shared(first.partitions, second.partitions))
    await send(from, records(300, 'shared'))
    await until('600 records', () => seen(first, second).size === 600)
    await first.leave()
    await until('all for the second', () => shared(second.partitions))
    await send(from, records(300, 'alone'))
    await until('900 records', () => seen(first, second).size === 900)
    await second.leave()
  },

  async commit() {
    const from = await topic('commit')
    await send(from, records(300))
    const groupId = `${prefix}-commit`
    const first = await member('commit', from, { autoCommit: false })
    await until('some records', () => first.found.length >= 100)
    const before = first.found.slice(0, 100)
    const ends = {}
    for (const { partition, offset } of before) {
      ends[partition] = `${Number(offset) + 1}`
    }
    const commit = (consumer, ends) =>
      consumer.commitOffsets(
        Object.entries(ends).map(([p, offset]) => ({ topic: from, partition: Number(p), offset })),
      )
    await commit(first.consumer, ends)
    // A consumer cannot read what is committed here; the admin client can.
    const [committed] = await admin.fetchOffsets({ groupId, topics: [from] })
    const known = committed.partitions.filter(({ offset }) => offset !== '-1')
    assert.deepEqual(Object.fromEntries(known.map((p) => [p.partition, p.offset])), ends)
    await first.leave()
    const second = await member('commit', from, { autoCommit: false })
    await until('the rest', () => second.found.length >= 200)
    sameElements(records(300), [...before, ...second.found].map(text))
    for (const { partition, offset } of second.found) {
      ends[partition] = `${Number(offset) + 1}`
    }
    await commit(second.consumer, ends)
    await second.leave()
  },

  async 'seek-time'() {
    const from = await topic('time')
    const start = Date.now() - 3_600_000
    const messages = Array.from({ length: 100 }, (_, i) => ({
      value: `${i}`,
      partition: 0,
      timestamp: `${start + i * 1_000}`,
    }))
    await send(from, messages)
    const at = await admin.fetchTopicOffsetsByTimestamp(from, start + 49_500)
    assert.equal(at.find((p) => p.partition === 0).offset, '50')
    const ends = await admin.fetchTopicOffsets(from)
    assert.partialDeepStrictEqual(ends.find((p) => p.partition === 0), { low: '0', high: '100' })
    const reader = await member('time', from, { autoCommit: false })
    // Takes effect at the next fetch: what came before it is let go.
    reader.consumer.seek({ topic: from, partition: 0, offset: '99' })
    await until('the last', () => reader.found.at(-1)?.offset === '99')
    reader.found.length = 0
    reader.consumer.seek({ topic: from, partition: 0, offset: '50' })
    await until('the later half', () => reader.found.length >= 50)
    assert.deepEqual(reader.found.map((m) => `${m.value}`), messages.slice(50).map((m) => m.value))
    assert.equal(reader.found[0].timestamp, `${start + 50_000}`)
    await reader.leave()
  },

  async 'admin-groups'() {
    const groupId = `${prefix}-commit`
    const joined = await member('commit', groupId)
    await until('assignment', () => shared(joined.partitions))
    const { groups } = await admin.listGroups()
    assert.ok(groups.some((group) => group.groupId === groupId && group.protocolType === 'consumer'))
    const [told] = (await admin.describeGroups([groupId])).groups
    assert.deepEqual([told.state, told.members.length], ['Stable', 1])
    const [committed] = await admin.fetchOffsets({ groupId, topics: [groupId] })
    const sum = committed.partitions.reduce((total, p) => total + Number(p.offset), 0)
    assert.equal(sum, 300)
    await joined.leave()
  },

  async 'admin-offsets'() {
    const from = `${prefix}-time`
    await admin.deleteTopicRecords({ topic: from, partitions: [{ partition: 0, offset: '10' }] })
    const ends = await admin.fetchTopicOffsets(from)
    assert.equal(ends.find((p) => p.partition === 0).low, '10')
  },

  async 'admin-delete'() {
    const groupId = `${prefix}-commit`
    const [deleted] = await admin.deleteGroups([groupId])
    assert.equal(deleted.errorCode, 0)
    const { groups } = await admin.listGroups()
    assert.ok(!groups.some((group) => group.groupId === groupId))
    await admin.deleteTopics({ topics: created })
    await until('the topics are gone', async () => {
      const left = await admin.listTopics()
      return !created.some((topic) => left.includes(topic))
    })
    await admin.disconnect()
  },
})
