import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from './eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

export const PATH = '/http/successfactors/events'
export const TYPE = 'com.example.Changed'

const COUNTED = ['message', 'event', 'delivery', 'identity', 'subject', 'original_body', 'action']

/** For the tests of a `describe`: an instance that gets messages which it cannot read. */
export function useRepair() {
  let bed: TestBed
  let instance: TestInstance
  let token: string
  let operator: string
  /** of another person in each test: the same record within a minute is a repeat */
  let broken = ''
  let sound = ''
  let user = ''
  let tests = 0
  let isDown = false
  let seen: { id: string; type: string | null; user: string | null; name: string | null }[] = []
  let forwarded: string[] = []

  const directory: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    async run(event, { idempotencyKey: id }) {
      seen.push({ id, type: event.type, user: event.key('userId'), name: event.key('firstName') })
      forwarded.push((await event.message()).body.toString('utf8'))
      if (isDown) reject('not now')
    },
  }

  const start = async () => {
    instance = await bed.startInstance({
      handlers: { directory },
      environment: { BODY_LIMIT_MB: '1' },
    })
  }
  beforeAll(async () => {
    bed = await createTestBed()
    await start()
    token = await bed.token()
    operator = await bed.token('operator')
  })
  afterAll(() => bed.stop())
  beforeEach(() => {
    tests += 1
    user = `u${tests}`
    sound = `{"userId":"${user}","firstName":"Jana"}`
    broken = sound.replace('}', ',}')
    isDown = false
    seen = []
    forwarded = []
  })
  // A delivery that still runs would be seen by the next test.
  afterEach(() => bed.settled())
  const test = {
    get bed() {
      return bed
    },
    get instance() {
      return instance
    },
    get broken() {
      return broken
    },
    get sound() {
      return sound
    },
    get user() {
      return user
    },
    get seen() {
      return seen
    },
    /** bodies that the handler would forward */
    get forwarded() {
      return forwarded
    },
    /** the handler rejects everything */
    set isDown(value: boolean) {
      isDown = value
    },
    directory,
    start,
  }
  return { test, ...callsOf(() => ({ bed, instance, token, operator })) }
}

interface Called {
  readonly bed: TestBed
  readonly instance: TestInstance
  readonly token: string
  readonly operator: string
}

function callsOf(test: () => Called) {
  const send = async (
    body: string | Buffer,
    { type = 'application/json', query = '', encoding }: Record<string, string | undefined> = {},
  ) => {
    const call = request(test().instance.url)
      .post(`${PATH}${query}`)
      .set('Authorization', `Bearer ${test().token}`)
      .set('Content-Type', type)
    if (encoding !== undefined) call.set('Content-Encoding', encoding)
    const answer = await call.serialize((given) => given).send(body)
    expect([400, 415]).toContain(answer.status)
    return answer.headers.sap_messageprocessinglogid as string
  }
  const api = (method: 'get' | 'post', path: string) =>
    request(test().instance.url)
      [method](`/operations/v1/messages/${path}`)
      .set('Authorization', `Bearer ${test().operator}`)
  const preview = (id: string, form: object) =>
    api('post', `${id}/actions/preview-repair`).send(form)
  const repair = (id: string, form: object) => api('post', `${id}/actions/repair`).send(form)
  const described = async (id: string) => (await api('get', id).expect(200)).body
  const bodyOf = async (id: string, query = {}) =>
    (await api('get', `${id}/body`).query(query).responseType('blob').expect(200)).body.toString()
  const becomes = (state: string, id: string) =>
    settledOrTimeout(async () => {
      const { rows } = await test().bed.db.query(
        'select state from delivery where message_id = $1',
        [id],
      )
      return rows.some((row) => row.state === state)
    }, `${id} to be ${state}`)
  const stored = async () => {
    const counts = COUNTED.map((table) => `(select count(*)::int from ${table}) as ${table}`)
    const { rows } = await test().bed.db.query(`select ${counts.join(', ')}`)
    return rows[0]
  }
  return { send, api, preview, repair, described, bodyOf, becomes, stored }
}
