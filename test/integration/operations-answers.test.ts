import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

/** Nothing that one call makes the service hold or send has more. */
const MAX_ANSWER = 4_500_000

let bed: TestBed
let instance: TestInstance
let sender: string

beforeAll(async () => {
  bed = await createTestBed()
  sender = await bed.token()
  instance = await bed.startInstance({
    handlers: { notes: { on: ['*'], run: async (_event, { log }) => log.info('seen') } },
  })
})
afterAll(() => bed.stop())

async function get(path: string, query: Record<string, unknown> = {}) {
  const answer = await instance.get(path, query).expect(200)
  expect(answer.text.length).toBeLessThan(MAX_ANSWER)
  return answer
}

interface Detail {
  readonly events: { ordinal: number; content: object | null; contentTooLarge: boolean }[]
  readonly deliveries: { ordinal: number }[]
  readonly attempts: { ordinal: number; number: number }[]
  readonly next: string | null
  readonly cut: boolean
}

/** All pages of a message. */
async function pagesOf(id: string, query: Record<string, unknown>): Promise<Detail[]> {
  const pages: Detail[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const asked = cursor === '' ? query : { ...query, cursor }
    const page: Detail = (await get(`/messages/${id}`, asked)).body
    pages.push(page)
    cursor = page.next
  }
  return pages
}

const ordinalsOf = (pages: readonly Detail[], of: 'events' | 'deliveries' | 'attempts') =>
  pages.flatMap((page) => page[of].map(({ ordinal }) => ordinal))
const upTo = (length: number) => Array.from({ length }, (_, ordinal) => ordinal)

describe('one message', () => {
  it('of thousands of events is answered in pages with all that belongs to their events', async () => {
    const id = await sendEvents(
      instance,
      sender,
      upTo(420).map((user) => ({ userId: `m${user}`, params: { note: 'n'.repeat(300) } })),
    )
    await bed.settled()
    const first: Detail = (await get(`/messages/${id}`)).body
    expect(ordinalsOf([first], 'events')).toEqual(upTo(50))
    expect(ordinalsOf([first], 'deliveries')).toEqual(upTo(50))
    expect(ordinalsOf([first], 'attempts')).toEqual(upTo(50))
    const pages = await pagesOf(id, { limit: 200 })
    expect(pages.length).toBe(3)
    for (const list of ['events', 'deliveries', 'attempts'] as const) {
      expect(ordinalsOf(pages, list)).toEqual(upTo(420))
    }
    expect(pages.some(({ cut }) => cut)).toBe(false)
    await instance.get(`/messages/${id}?cursor=x`).expect(400)
  })

  it('of large events is answered in shorter pages', async () => {
    const events = upTo(8).map((user) => ({
      userId: `l${user}`,
      params: { note: 'n'.repeat(user === 5 ? 1_100_000 : 400_000) },
    }))
    const id = await sendEvents(instance, sender, events)
    const pages = await pagesOf(id, { reveal: true })
    expect(ordinalsOf(pages, 'events')).toEqual(upTo(8))
    expect(pages.length).toBeGreaterThan(2)
    for (const { ordinal, content, contentTooLarge } of pages.flatMap((page) => page.events)) {
      expect({ ordinal, contentTooLarge, has: content !== null }).toEqual({
        ordinal,
        contentTooLarge: ordinal === 5,
        has: ordinal !== 5,
      })
    }
  })
})

describe('a history that is long', () => {
  it('is cut to its latest attempts, and a delivery lists the earlier ones', async () => {
    const id = await sendEvents(instance, sender, ['h1'])
    await bed.settled()
    await bed.db.query(
      `insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at, ended_at, outcome, log)
       select message_id, ordinal, handler_id, run, number + more, lease, instance_id, started_at, ended_at, outcome,
         convert_to(jsonb_build_array(jsonb_build_object('level', 'info', 'afterMs', 1, 'data', null,
           'text', (select string_agg(md5(more::text || part), '') from generate_series(1, 10000) part)))::text, 'UTF8')
       from attempt, generate_series(1, 11) more where message_id = $1`,
      [id],
    )
    const message: Detail = (await get(`/messages/${id}`)).body
    expect(message.cut).toBe(true)
    expect(message.attempts.at(-1)?.number).toBe(12)

    const seen: number[] = []
    for (let before: number | undefined; ; ) {
      const path = `/deliveries/${id}/0/notes/0`
      const page: Detail = (await get(path, before === undefined ? {} : { before })).body
      seen.unshift(...page.attempts.map(({ number }) => number))
      before = seen[0]
      if (!page.cut) break
    }
    expect(seen).toEqual(upTo(12).map((number) => number + 1))
  })
})

describe('many who ask for large answers at once', () => {
  it('are answered one after the other, and the service goes on', async () => {
    const id = await sendEvents(
      instance,
      sender,
      upTo(250).map((user) => ({ userId: `q${user}`, params: { note: 'n'.repeat(1_000) } })),
    )
    // Few enough that the last one need not give up after its 20 s, also on a busy machine.
    const asked = await Promise.all(upTo(10).map(() => get(`/messages/${id}`, { limit: 200 })))
    for (const { body } of asked) expect(ordinalsOf([body], 'events')).toEqual(upTo(200))
    await request(instance.url).get('/health/ready').expect(200)
  })
})
