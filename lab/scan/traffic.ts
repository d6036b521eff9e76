import request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import type { SoapEvent } from '../../test/support/soap-message.ts'
import type { TestBed, TestInstance } from '../../test/support/test-service.ts'
import type { PlantedPerson } from './planted-values.ts'

/** Each fourth message names this many people. */
const TOGETHER = 4
const PATIENCE_MS = 600_000
const AT_ONCE = 8
/** The service allows 30 a minute. */
const SEARCHES = 10

/** Says all that it knows: all of it must be unreadable, too. */
export const speaking: HandlerDefinition = {
  on: '*',
  retry: { attempts: 1 },
  run: async (event, { log, once }) => {
    const person = event.key('userId') ?? ''
    const values = { person, name: event.param('lastName'), salary: event.param('salary') }
    log.info(`is about ${person}`, values)
    await once('note', () => values)
    reject(`no account for ${person}, backwards ${[...person].reverse().join('')}`)
  },
}

interface Sent {
  readonly messageId: string
  readonly ordinal: number
  readonly person: PlantedPerson
}

/** Sends everybody's values through failures, replays, edits, skips, searches and exports. */
export async function runTraffic(
  bed: TestBed,
  instance: TestInstance,
  people: readonly PlantedPerson[],
): Promise<void> {
  const call = async (path: string, body: object) => {
    const answer = await request(instance.url)
      .post(`/operations/v1${path}`)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .send(body)
    if (answer.status >= 400) throw new Error(`${path} answered ${answer.status} ${answer.text}`)
    return answer
  }
  const groups = groupsOf(people)
  const sent: Sent[] = []
  await atOnce(groups, async (group) => {
    const messageId = await instance.send(group.map(eventOf))
    sent.push(...group.map((person, ordinal) => ({ messageId, ordinal, person })))
  })
  await bedSettled(bed)
  await atOnce(sent, async ({ messageId, ordinal, person }, index) => {
    const path = `/deliveries/${messageId}/${ordinal}/speaking/0/actions`
    const { comment, name } = person
    const params = [{ name: 'lastName', value: name }]
    if (index % 3 === 0) await call(`${path}/edit`, { event: { params }, comment })
    else await call(`${path}/${index % 3 === 1 ? 'replay' : 'skip'}`, { comment })
    if (index < SEARCHES) await call('/subjects/search', { key: person.id })
    if (index < SEARCHES) await call('/messages/search', { text: name })
  })
  await bedSettled(bed)
  const zone = 'Europe/Berlin'
  const columns = ['received', 'employees']
  const { text } = await call('/messages/export', { columns, zone })
  if (!people.some(({ id }) => text.includes(id))) throw new Error('expected people in the export')
}

function eventOf({ id, name, salary, comment }: PlantedPerson): SoapEvent {
  return { userId: id, params: { lastName: name, salary, note: comment } }
}

function groupsOf(people: readonly PlantedPerson[]): PlantedPerson[][] {
  const groups: PlantedPerson[][] = []
  for (let at = 0; at < people.length; ) {
    const size = groups.length % TOGETHER === 0 ? TOGETHER : 1
    groups.push(people.slice(at, at + size))
    at += size
  }
  return groups
}

/** Forgets everybody, one call each. */
export async function forgetAll(
  bed: TestBed,
  forget: (subjectId: string) => Promise<void>,
): Promise<void> {
  const subjects = await bed.rows<{ id: string }>(`select id from subject where kind = 'userId'`)
  await atOnce(subjects, ({ id }) => forget(id))
  await settledOrTimeout(
    async () => {
      const open = await bed.rows(
        `select from action where kind = 'forget' and state <> 'finished' limit 1`,
      )
      return open.length === 0
    },
    'all erasures to finish',
    PATIENCE_MS,
  )
}

async function bedSettled(bed: TestBed): Promise<void> {
  await settledOrTimeout(
    async () =>
      (await bed.rows(`select from lane where waiting > 0 and status = 'open' limit 1`)).length ===
      0,
    'all deliveries to end',
    PATIENCE_MS,
  )
}

async function atOnce<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const left = items.entries()
  const worker = async () => {
    for (const [index, item] of left) await work(item, index)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
