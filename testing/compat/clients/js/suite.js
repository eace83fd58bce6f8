// What the programs for npm's clients have in common: the list of checks, and how they are told.
'use strict'

const assert = require('node:assert/strict')

const CHECKS = [
  'admin-create',
  'admin-describe',
  'admin-configs',
  'admin-alter',
  'produce-none',
  'produce-gzip',
  'produce-snappy',
  'produce-lz4',
  'produce-zstd',
  'big',
  'tiny',
  'group',
  'commit',
  'seek-time',
  'admin-groups',
  'admin-offsets',
  'admin-delete',
]
const CHECK_MS = 30_000

/** This client has no such thing. */
class Missing extends Error {}

/** Runs the functions that are named like CHECKS; `produce` gets its compression as argument. */
async function run(checks) {
  let failed = false
  for (const check of CHECKS) {
    const [name, argument] = check.startsWith('produce-') ? check.split('-') : [check]
    try {
      await within(`the check`, CHECK_MS, checks[name](argument))
      console.log(`ok ${check}`)
    } catch (e) {
      if (e instanceof Missing) {
        console.log(`none ${check} ${e.message}`)
      } else {
        failed = true
        console.error(e)
        console.log(`FAIL ${check} ${`${e.name} ${e.message}`.replace(/\s+/g, ' ')}`)
      }
    }
  }
  // Connections of a check that failed would keep the process alive.
  process.exit(failed ? 1 : 0)
}

function within(what, ms, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${what}`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Looks again and again until the condition, which may be a promise, holds. */
async function until(what, condition) {
  const deadline = Date.now() + CHECK_MS - 5_000
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`not in time: ${what}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Keys, values and a header, as strings. */
function records(count, prefix = '') {
  return Array.from({ length: count }, (_, i) => ({
    key: `key-${i}`,
    value: `${prefix}value-${i}-${'x'.repeat(100)}`,
    headers: { n: `${i}` },
  }))
}

/** Whether the two have the same elements, in whatever order. */
function sameElements(expected, found) {
  const sorted = (elements) => elements.map((e) => JSON.stringify(e)).sort()
  assert.deepEqual(sorted(found), sorted(expected))
}

/** Whether the partitions of each, together, are all three, each once. */
function shared(...members) {
  const all = members.flatMap((member) => [...member])
  return members.every((member) => member.length > 0) && all.sort().join() === '0,1,2'
}

module.exports = { Missing, records, run, sameElements, shared, until }
