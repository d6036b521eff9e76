import { type FileHandle, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { defineHandler } from '#handler'

const PROJECT_ROOT = path.resolve(import.meta.dirname, '../..')

/** Writes hires and terminations to a local journal: one JSON line per event, one file per day. */
export default defineHandler({
  // Hires, rehires, terminations. With a pattern, the types guarantee no key.
  on: 'com.successfactors.Employment.AssignmentInformation.*',
  async run(event, { attempt, idempotencyKey, log, setting }) {
    const folder = path.resolve(
      PROJECT_ROOT,
      setting('DATA_DIR', '.data'),
      'demo/provisioning-journal',
    )
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // All attempts have the same day of receipt, so the line can be in one file only.
    const day = event.receivedAt.toISOString().slice(0, 10)
    const file = await open(path.join(folder, `${day}.jsonl`), 'a+', 0o600)
    try {
      // An earlier attempt may have written the line.
      if (attempt > 1 && (await holds(file, idempotencyKey))) {
        log.info('an earlier attempt wrote the line')
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
