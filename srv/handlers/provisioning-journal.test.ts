import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { anEvent, deliver } from '#testing'
import journal from './provisioning-journal.ts'
import { HIRE, TERMINATION } from './shared/event-types.ts'

describe('provisioning-journal', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-journal-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const settings = () => ({ DATA_DIR: dataDir })
  const lines = async (day: string) => {
    const file = path.join(dataDir, 'demo/provisioning-journal', `${day}.jsonl`)
    return (await readFile(file, 'utf8')).trimEnd().split('\n')
  }
  const hire = anEvent({
    type: HIRE,
    keys: { userId: '20001', startDate: '2026-03-01' },
    effectiveStartDate: '2026-03-01',
    receivedAt: new Date('2026-02-20T23:59:59Z'),
  })

  it('writes a line in the file of the day of receipt', async () => {
    const { outcome } = await deliver(journal, hire, {
      settings: settings(),
      idempotencyKey: 'key-1',
    })
    expect(outcome).toBe('completed')
    expect((await lines('2026-02-20')).map((line) => JSON.parse(line))).toEqual([
      {
        idempotencyKey: 'key-1',
        type: HIRE,
        userId: '20001',
        startsOn: '2026-03-01',
        receivedAt: '2026-02-20T23:59:59.000Z',
      },
    ])
  })

  it('writes one line however often the delivery is tried', async () => {
    for (const attempt of [1, 2, 3]) {
      const { outcome } = await deliver(journal, hire, { settings: settings(), attempt })
      expect(outcome).toBe('completed')
    }
    expect(await lines('2026-02-20')).toHaveLength(1)
  })

  it('writes the line when an earlier attempt did not get to it', async () => {
    await deliver(journal, hire, { settings: settings(), idempotencyKey: 'other' })
    await deliver(journal, hire, { settings: settings(), idempotencyKey: 'own', attempt: 2 })
    expect(await lines('2026-02-20')).toHaveLength(2)
  })

  it('keeps lines whole when deliveries run at the same time', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`)
    await Promise.all(
      keys.map((idempotencyKey) =>
        deliver(journal, hire, { settings: settings(), idempotencyKey }),
      ),
    )
    const written = (await lines('2026-02-20')).map((line) => JSON.parse(line).idempotencyKey)
    expect(written.sort()).toEqual(keys.sort())
  })

  it('is tried again when the journal cannot be written', async () => {
    const { outcome, reason } = await deliver(journal, hire, {
      settings: { DATA_DIR: '/dev/null' },
      maxAttempts: 1,
    })
    expect(outcome).toBe('retry')
    expect(reason).toContain('ENOTDIR')
  })

  it('takes an event without userId and without a date', async () => {
    const event = anEvent({ type: TERMINATION })
    await deliver(journal, event, { settings: settings() })
    const [line = ''] = await lines('2026-01-01')
    expect(JSON.parse(line)).toMatchObject({ userId: null, startsOn: null })
  })
})
