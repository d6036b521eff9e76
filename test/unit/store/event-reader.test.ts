import { describe, expect, it } from '@jest/globals'
import type { Pool } from '../../../lib/store/database.ts'
import { createEventReader } from '../../../lib/store/event-reader.ts'
import type { StartedWithoutEvent } from '../../../lib/store/started-delivery.ts'

const PLAIN = '01990000-0000-7000-8000-00000000000a'
const EDITED = '01990000-0000-7000-8000-00000000000b'

/** A pool whose answer about edited events comes after that about bodies. */
function slowAboutEdits(): Pool {
  let answerEdits: () => void = () => undefined
  const edits = new Promise<void>((resolve) => {
    answerEdits = resolve
  })
  const query = async ({ name }: { name: string }) => {
    if (name === 'find-bodies') {
      setImmediate(answerEdits)
      const body = Buffer.from('[{"userId":"1"}]')
      return { rows: [{ id: PLAIN, body, contentType: 'application/json', typeHint: 'x' }] }
    }
    await edits
    return { rows: [{ place: 1, body: Buffer.from('{"type":"edited"}') }] }
  }
  return { query } as unknown as Pool
}

const delivery = (messageId: string, edit: number): StartedWithoutEvent => ({
  messageId,
  ordinal: 0,
  handlerId: 1,
  run: 0,
  edit,
  subjectId: '1',
  attempt: 1,
  tries: 0,
  abandoned: 0,
  late: false,
  lease: '1',
  probe: false,
  company: null,
  correlationId: 'c',
  traceparent: null,
  receivedAt: new Date(0),
})

describe('the events of started deliveries', () => {
  it('are read beside an edited one that takes longer', async () => {
    const reader = createEventReader(slowAboutEdits(), {
      bodyLimitBytes: 1_000_000,
      retryMs: 1_000,
      now: () => performance.now(),
    })
    const read = await reader.read([delivery(EDITED, 1), delivery(PLAIN, 0)])
    expect(read.map(({ event }) => event?.type)).toEqual(['edited', 'x'])
  })
})
