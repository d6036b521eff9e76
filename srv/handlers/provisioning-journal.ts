import { type FileHandle, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { defineHandler } from '#handler'

const PROJECT_ROOT = path.resolve(import.meta.dirname, '../..')

/** Writes who comes and goes into a journal on this machine: a JSON line per event, a file per day. */
export default defineHandler({
  // Hires, rehires, terminations. A journal takes what comes: with a pattern no key is promised.
  on: 'com.successfactors.Employment.AssignmentInformation.*',
  async run(event, { attempt, idempotencyKey, log, setting }) {
    const folder = path.resolve(
      PROJECT_ROOT,
      setting('DATA_DIR', '.data'),
      'demo/provisioning-journal',
    )
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // The day of receipt is the same in every attempt, so there is one file to look in.
    const day = event.receivedAt.toISOString().slice(0, 10)
    const file = await open(path.join(folder, `${day}.jsonl`), 'a+', 0o600)
    try {
      // Only an earlier attempt can have written the line already.
      if (attempt > 1 && (await holds(file, idempotencyKey))) {
        log.info('the line was written by an earlier attempt')
        return
      }
      const line = {
        idempotencyKey,
        type: event.type,
        userId: event.key('userId') ?? event.param('userId'),
        startsOn: event.effectiveStartDate?.iso ?? null,
        receivedAt: event.receivedAt,
      }
      await file.appendFile(`${JSON.stringify(line)}\n`)
      await file.sync()
      log.info('line written', { day })
    } finally {
      await file.close()
    }
  },
})

async function holds(file: FileHandle, idempotencyKey: string): Promise<boolean> {
  const key = JSON.stringify(idempotencyKey)
  for await (const line of file.readLines({ start: 0, autoClose: false })) {
    if (line.includes(key)) return true
  }
  return false
}
