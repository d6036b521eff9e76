import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import type { Pool } from 'pg'
import { openStage } from '../../lab/chaos/stage.ts'
import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { createEventHubBed, HUB, WEBHOOK } from '../support/event-hub-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'
import { createTestBed } from '../support/test-service.ts'
import { brokenPromises } from './broken-promises.ts'

const DATABASE = 'change_over'
const PEOPLE = 200
/** people whose changes are sent at the same time; those of one person come one after the other */
const CONCURRENCY = 24
const PATIENCE_MS = 120_000
const HUB_TYPE = 'sap.example.employee.Hired.v1'

/** `npm run change-over`: every change comes through both doors, one of them counts. `--changes <number>` */
async function main(changes: number): Promise<string[]> {
  const stage = await openStage()
  try {
    const { databaseUrl: url, db } = await stage.open(DATABASE)
    const connection = { ...stage.postgres.connection, database: DATABASE }
    const bed = await createTestBed({ connection, url, drop: async () => undefined })
    const hub = await createEventHubBed(bed)
    try {
      const effects = new Map<string, number[]>()
      const instance = await hub.startInstance({
        environment: ENVIRONMENT,
        handlers: taking(effects),
      })
      const sent = placesByPerson(changes)
      const since = performance.now()
      await sendAll(sent, doorsOf(instance.url, await bed.token(), await hub.token()))
      const perSecond = Math.round((2 * changes * 1_000) / (performance.now() - since))
      const all = () => [...effects.values()].reduce((sum, own) => sum + own.length, 0)
      await settledOrTimeout(() => all() >= changes, 'all effects', PATIENCE_MS)
      await bed.settled()
      const { discarded, deliveries } = await countStored(db)
      console.table({
        'changes, each through two doors': changes,
        effects: all(),
        'discarded (other_sender)': discarded,
        'calls a second': perSecond,
      })
      return brokenPromises({ sent, effects, discarded, deliveries })
    } finally {
      await hub.close()
      await bed.stop()
    }
  } finally {
    await stage.close()
  }
}

const ENVIRONMENT = {
  EVENT_TYPES: JSON.stringify({ [HUB_TYPE]: HIRE }),
  TYPE_SENDERS: JSON.stringify([{ type: HIRE, sender: 'Event Hub' }]),
  CALLERS: JSON.stringify([
    { client: HUB, name: 'Event Hub', company: 'ACME' },
    { client: 'successfactors', company: 'ACME' },
  ]),
}

/** A handler that records the events of each person. */
function taking(effects: Map<string, number[]>): Record<string, HandlerDefinition> {
  const run = (event: HandlerEvent) => {
    const userId = event.key('userId') ?? ''
    const own = effects.get(userId) ?? []
    effects.set(userId, own)
    own.push(Number(event.param('place')))
  }
  return { effect: { on: HIRE, run } }
}

type Door = (userId: string, place: number) => Promise<void>

function doorsOf(address: string, token: string, hubToken: string): Door[] {
  return [
    (userId) =>
      send(`${address}/http/successfactors/events`, token, 'text/xml', soapMessage([{ userId }])),
    (userId, place) =>
      send(
        `${address}${WEBHOOK}`,
        hubToken,
        'application/cloudevents+json',
        JSON.stringify({
          specversion: '1.0',
          id: `${userId}-${place}`,
          source: '/eu/example/ACME',
          type: HUB_TYPE,
          place: String(place),
          data: { userId },
        }),
      ),
  ]
}

async function sendAll(sent: ReadonlyMap<string, number[]>, doors: readonly Door[]): Promise<void> {
  const limit = pLimit(CONCURRENCY)
  const sendThose = async ([userId, places]: readonly [string, number[]]) => {
    for (const place of places) await Promise.all(doors.map((door) => door(userId, place)))
  }
  await Promise.all([...sent].map((ofPerson) => limit(() => sendThose(ofPerson))))
}

async function countStored(db: Pool): Promise<{ discarded: number; deliveries: number }> {
  const { rows } = await db.query<{ discarded: number; deliveries: number }>(
    `select (select count(*)::int from event where discarded = 'other_sender') as discarded,
       (select count(*)::int from delivery) as deliveries`,
  )
  return rows[0] ?? { discarded: 0, deliveries: 0 }
}

function placesByPerson(changes: number): Map<string, number[]> {
  const all = Array.from({ length: changes }, (_, place) => place)
  return Map.groupBy(all, (place) => `p${place % PEOPLE}`)
}

async function send(url: string, token: string, type: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type }
  const answer = await fetch(url, { method: 'POST', headers, body })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`expected 200, got ${answer.status}: ${text}`)
}

const { values } = parseArgs({ options: { changes: { type: 'string', default: '10000' } } })
const broken = await main(Number(values.changes))
console.log(broken.length === 0 ? 'every promise was kept' : `BROKEN\n  ${broken.join('\n  ')}`)
process.exit(broken.length === 0 ? 0 : 1)
