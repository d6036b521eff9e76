import { afterAll, beforeAll, expect } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { startOperations, type TestOperations } from './operations-bed.ts'
import { HIRE, type SoapEvent, soapMessage } from './soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

export const JOB = 'com.successfactors.Employment.Job.Change'

export type Item = Record<string, unknown> & { id: string; messageId: string }

const HANDLERS: Record<string, HandlerDefinition> = {
  broken: {
    on: HIRE,
    run(event, { log }) {
      const userId = event.key('userId') as string
      log.info(`looks at ${userId}`)
      if (userId.startsWith('bad')) reject(`no account for ${userId}`)
    },
  },
  flaky: {
    on: JOB,
    retry: { attempts: 5, firstDelayMs: 3_600_000 },
    run: () => {
      throw new Error('target is down')
    },
  },
  later: {
    on: 'com.example.Later',
    startAt: () => new Date(Date.now() + 86_400_000),
    meanwhile: 'overtake',
    run: () => undefined,
  },
}

/** For the tests of a `describe`: an operations API on messages of every status. */
export function useStoredMessages() {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations
  /** ids by what became of the message */
  const ids: Record<string, string> = {}

  const send = async (
    events: readonly SoapEvent[],
    { type = HIRE, company = 'ACME', correlation = 'c-1', body = soapMessage(events, type) } = {},
  ): Promise<string> => {
    const answer = await request(instance.url)
      .post(`/http/successfactors/events/${company}`)
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'text/xml')
      .set('x-correlation-id', correlation)
      .send(body)
    return answer.headers.sap_messageprocessinglogid as string
  }

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({ handlers: HANDLERS })
    api = await startOperations(bed)
    ids.completed = await send([{ userId: 'good1', eventId: 'e-good' }])
    ids.failed = await send([{ userId: 'bad1' }, { userId: 'good2' }])
    ids.behind = await send([{ userId: 'bad1' }], { company: 'OTHER', correlation: 'c-other' })
    ids.waiting = await send([{ userId: 'bad1' }])
    ids.retry = await send([{ userId: 'flaky1' }], { type: JOB })
    ids.scheduled = await send([{ userId: 'later1' }], { type: 'com.example.Later' })
    const body = soapMessage([{ userId: 'again', eventId: 'e-again' }])
    ids.first = await send([], { body })
    ids.repeat = await send([], { body })
    ids.unhandled = await send([{ userId: 'nobody' }], { type: 'com.example.Unhandled' })
    ids.undecodable = await send([], { body: '<broken' })
    await bed.found(0, `select from lane where due_at < now() + interval '10 minutes'`)
  }, 60_000)
  afterAll(async () => {
    expect(api.internalErrors).toEqual([])
    await api.stop()
    await bed.stop()
  })

  const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id
  const itemsOf = async (path: string, query: object): Promise<Item[]> =>
    (await api.read(path, query)).items
  const namesOf = (items: readonly Item[]) =>
    items.map(({ id, messageId }) => nameOf(messageId ?? id)).sort()
  const found = async (path: string, query: object) => namesOf(await itemsOf(path, query))
  const searched = async (path: string, body: object): Promise<string[]> =>
    namesOf((await api.post(path, body).expect(200)).body.items)
  return {
    get bed() {
      return bed
    },
    get api() {
      return api
    },
    get instance() {
      return instance
    },
    ids,
    send,
    nameOf,
    itemsOf,
    found,
    searched,
  }
}
