import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { Caller, Grant } from '../../lib/auth/caller.ts'
import { reject } from '../../lib/handler.ts'
import { keyedMessage } from '../support/keyed-message.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const RECORD = { applicationId: '881', dateOfBirth: '1990-04-17', company: 'ACME' }
/** The subject of such a record: what a guess of the birth date has to be compared with. */
const keyFor = (dateOfBirth: string) =>
  JSON.stringify([
    'JobApplication',
    [
      ['applicationId', '881'],
      ['company', 'ACME'],
      ['dateOfBirth', dateOfBirth],
    ],
  ])
const KEY = keyFor('1990-04-17')
const GUESS = keyFor('1990-04-18')

interface Recorded {
  readonly id: string
  readonly kind: string
  readonly by: { readonly person: string | null }
  readonly detail: unknown
  readonly subjects: readonly string[]
}

describe('a search by key', () => {
  let bed: TestBed
  let now: number
  const open: TestOperations[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({
      handlers: {
        fails: { on: '*', run: () => reject('not this one') },
        apart: {
          on: '*',
          orderBy: (event) => `${event.key('userId')} secret`,
          run: () => undefined,
        },
      },
    })
    await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'application/xml')
      .send(keyedMessage('test.JobApplication', 'JobApplication', RECORD))
      .expect(200)
    await instance.send(['4711'])
    await bed.settled()
    await instance.stop()
    now = Date.now()
  }, 60_000)
  afterEach(async () => {
    for (const api of open.splice(0)) {
      expect(api.internalErrors).toEqual([])
      await api.stop()
    }
    await bed.db.query('truncate action, action_subject')
  })
  afterAll(() => bed.stop())

  async function apiFor(...grants: readonly Grant[]): Promise<TestOperations> {
    const caller: Caller = {
      issuer: 'https://harbour.example',
      clientId: 'page',
      tenant: '',
      grants: new Set(grants),
      scopes: [],
      person: true,
      user: 'jane@example.com',
      certificate: null,
    }
    const api = await startOperations(bed, { caller, now: () => now })
    open.push(api)
    return api
  }
  const subjectId = async (kind: string) => {
    const { rows } = await bed.db.query('select id from subject where kind = $1', [kind])
    return rows[0].id as string
  }
  const recorded = async (api: TestOperations): Promise<Recorded[]> =>
    (await api.read('/actions')).items

  /** Every way to ask whether a key is stored. */
  const ways: readonly [string, (person: object) => [string, object]][] = [
    ['/subjects/search', (person) => ['/subjects/search', person]],
    ['/messages/search', (person) => ['/messages/search', { person }]],
    ['/events/search', (person) => ['/events/search', { person }]],
    ['/deliveries/search', (person) => ['/deliveries/search', { person, count: true }]],
    ...['replay', 'rerun', 'release'].map(
      (kind): [string, (person: object) => [string, object]] => [
        `the dry run of ${kind}`,
        (person) => [`/deliveries/actions/${kind}`, { filter: { person }, dryRun: true }],
      ],
    ),
    [
      'the dry run of decode',
      (person) => ['/messages/actions/decode', { filter: { person }, dryRun: true }],
    ],
  ]

  it.each(ways)('of a record needs Reveal: %s', async (_name, way) => {
    const api = await apiFor('Monitor', 'Operate')
    const persons = [KEY, GUESS].flatMap((key) => [{ key }, { key, kind: 'entity' }])
    for (const person of [...persons, { key: '4711 secret', kind: 'orderBy' }]) {
      const { status, body } = await api.post(...way(person))
      expect([status, body.error?.code]).toEqual([403, 'grant_missing'])
      expect(body.error.message).toContain('Reveal')
    }
    expect(await recorded(api)).toEqual([])
  })

  it.each(ways)(
    'of a record is recorded, whether it finds something or not: %s',
    async (_name, way) => {
      const api = await apiFor('Monitor', 'Reveal', 'Operate')
      const answers = []
      for (const key of [GUESS, KEY]) {
        const { status, body } = await api.post(...way({ key }))
        expect([200, 202]).toContain(status)
        answers.push(body)
      }
      const [hit, miss, ...more] = await recorded(api)
      expect(more).toEqual([])
      const detail = { what: 'search', messageId: null }
      expect(hit).toMatchObject({
        kind: 'reveal',
        detail,
        subjects: expect.arrayContaining([await subjectId('entity')]),
      })
      expect(miss).toMatchObject({ kind: 'reveal', detail, subjects: [] })
      expect(hit?.by.person).toBe('jane@example.com')
      expect(JSON.stringify([hit, miss])).not.toContain('1990-04')
      if ('items' in answers[0]) {
        expect(answers.map(({ items }) => items.length > 0)).toEqual([false, true])
      }
    },
  )

  it('finds no record and no lane of a handler by a key that could be that of a person', async () => {
    const api = await apiFor('Monitor')
    const { body } = await api.post('/subjects/search', { key: '4711 secret' }).expect(200)
    expect(body.items).toEqual([])
  })

  it('finds a person by the whole id, unrecorded', async () => {
    const api = await apiFor('Monitor')
    for (const kind of [undefined, 'userId', 'personIdExternal', 'perPersonUuid']) {
      const { body } = await api.post('/subjects/search', { key: '4711', kind }).expect(200)
      const isFound = kind === undefined || kind === 'userId'
      expect(body.items).toHaveLength(isFound ? 1 : 0)
    }
    expect((await api.post('/subjects/search', { key: '471' }).expect(200)).body.items).toEqual([])
    expect(await recorded(api)).toEqual([])
  })

  it('by text needs Reveal, and names the found persons', async () => {
    const monitor = await apiFor('Monitor')
    const api = await apiFor('Monitor', 'Reveal')
    for (const path of ['/messages/search', '/events/search', '/deliveries/search']) {
      await monitor.post(path, { text: '1990-04' }).expect(403)
      expect((await api.post(path, { text: '1990-04' }).expect(200)).body.items).not.toEqual([])
      const [last] = await recorded(api)
      expect(last?.subjects).toContain(await subjectId('entity'))
    }
    expect(await recorded(api)).toHaveLength(3)
  })

  it('is answered 30 times a minute for a token', async () => {
    const way = (person: object): [string, object] => ['/subjects/search', person]
    const api = await apiFor('Monitor', 'Operate')
    for (let asked = 0; asked < 30; asked += 1) {
      now += 100
      const { status } = await api.post(...way({ key: `guess ${asked}` }))
      expect(status).toBeLessThan(300)
    }
    const { status, body, headers } = await api.post(...way({ key: '4711' }))
    expect([status, body.error.code]).toEqual([429, 'search_limit'])
    // The first of them was made 2.9 s ago.
    expect(headers['retry-after']).toBe('58')
    expect(body.error.message).toContain('58 s')
    await api.get('/subjects').expect(200)
    now += 58_000
    expect((await api.post(...way({ key: '4711' }))).status).toBeLessThan(300)
  })

  it('counts all ways together, and each token by itself, however it is written', async () => {
    const api = await apiFor('Monitor', 'Operate')
    for (let asked = 0; asked < 30; asked += 1) {
      const [, way] = ways[asked % ways.length] as (typeof ways)[number]
      expect((await api.post(...way({ key: '4711' }))).status).toBeLessThan(300)
    }
    const as = (authorization: string) =>
      request(api.url)
        .post('/subjects/search')
        .set('Authorization', authorization)
        .send({ key: '4711' })
    const token = await bed.token('operator')
    await as(`bearer  ${token} `).expect(429)
    // Another text of the same signature: its last character has bits that nobody reads.
    await as(
      `Bearer ${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(token.length - 1) + 1)}`,
    ).expect(429)
    await as(`Bearer ${await bed.token('successfactors')}`).expect(200)
  })
})
