// What the JavaScript members of groups have in common: see MemberProcess.java for what they print.
'use strict'

const fs = require('node:fs')

/** Written at once, whatever standard output is. */
function say(what, ...numbers) {
  fs.writeSync(1, `${[Date.now(), what, ...numbers].join(' ')}\n`)
}

/** Runs `leave` and ends the process when standard input ends. */
function onInputEnd(leave) {
  process.stdin.resume()
  process.stdin.on('end', () => {
    leave().then(
      () => process.exit(0),
      (e) => {
        console.error(e)
        process.exit(1)
      },
    )
  })
}

module.exports = { onInputEnd, say }
