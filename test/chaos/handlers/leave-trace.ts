import { appendFileSync } from 'node:fs'
import { defineHandler } from '#handler'

/** Where the effects of a chaos run are written; the file outlives the process that wrote it. */
const FILE = '.data/chaos/trace.jsonl'

export default defineHandler({
  on: '*',
  async run(event, { attempt, fence }) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    const line = { message: event.messageId, ordinal: event.ordinal, attempt, fence }
    appendFileSync(process.env.CHAOS_TRACE ?? FILE, `${JSON.stringify(line)}\n`)
  },
})
