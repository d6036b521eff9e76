import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import { settledOrTimeout } from './eventually.ts'
import { openedText } from './opened.ts'
import { sendEvents } from './send-events.ts'
import type { SoapEvent } from './soap-message.ts'
import { startCalm } from './start-calm.ts'
import {
  createTestBed,
  type InstanceOptions,
  type TestBed,
  type TestInstance,
} from './test-service.ts'
import { type WatchedDatabase, watchDatabase } from './watched-database.ts'

/** Each handler has an event type of its own. */
const typeOf = (handler: string) => `com.example.${handler}`

/** How often the instance claims without a hint. */
export const POLL_MS = 1_000

export interface ShownStart {
  readonly user: string
  readonly state: string
  readonly attempts: number
  /** its recording has leased the lane and started it */
  readonly isBorn: boolean
}

/** An instance with handlers of one event type each, on a watched way to the database. */
export interface BornLeasesBed {
  readonly bed: TestBed
  readonly way: WatchedDatabase
  readonly instance: TestInstance
  /** users whose deliveries have begun */
  readonly begun: readonly string[]
  /** another instance; the test stops it */
  startBeside(
    handlers: Record<string, HandlerDefinition>,
    options?: InstanceOptions,
  ): Promise<TestInstance>
  /** Sends events for one of the handlers. */
  send(handler: string, ...events: (SoapEvent | string)[]): Promise<string>
  sendTo(to: TestInstance, handler: string, ...users: string[]): Promise<string>
  /** the deliveries of these users, in the order of recording */
  starts(...users: string[]): Promise<ShownStart[]>
  /** Waits until the deliveries of these users are no longer open. */
  ended(...users: string[]): Promise<void>
  /** Runs statements in a transaction of its own that stays open. */
  holding(...statements: string[]): Promise<pg.Client>
  /** A message that no instance hands out to the handler, in a transaction that stays open. */
  lockedFanOut(handler: string): Promise<pg.Client>
  /** Lets the handlers end that run now. */
  endRuns(): void
  /** Lets all handlers end, until nothing runs. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

/**
 * Recordings of the instance may start deliveries when this resolves.
 * @param handlers by their names; a handler without `run` runs until the test ends it
 */
export async function createBornLeasesBed(
  handlers: Readonly<Record<string, Partial<HandlerDefinition>>>,
): Promise<BornLeasesBed> {
  const bed = await createTestBed()
  const way = await watchDatabase(bed.database.connection)
  const token = await bed.token()
  const begun: string[] = []
  const ends: (() => void)[] = []
  const endRuns = () => {
    for (const end of ends.splice(0)) end()
  }
  const untilEnded: HandlerDefinition['run'] = (event) => {
    begun.push(event.key('userId') as string)
    return new Promise<void>((resolve) => ends.push(resolve))
  }
  const startBeside: BornLeasesBed['startBeside'] = (own, more = {}) =>
    bed.startInstance({ handlers: own, database: way.connection, ...more })
  const defined = Object.entries(handlers).map(([name, given]): [string, HandlerDefinition] => [
    name,
    { on: typeOf(name), run: untilEnded, ...given },
  ])
  const instance = await startCalm(bed, way, {
    handlers: Object.fromEntries(defined),
    timings: { poll: POLL_MS },
  })

  const send: BornLeasesBed['send'] = (handler, ...events) =>
    sendEvents(instance, token, events, typeOf(handler))
  const starts: BornLeasesBed['starts'] = async (...users) => {
    const rows = await bed.rows<ShownStart>(
      `select ${openedText('subject', 's', 'key')} as user, d.state, d.attempts_started as attempts,
         d.state = 'running' and lane.head_position is null as "isBorn"
       from delivery d join lane using (handler_id, subject_id) join subject s on s.id = d.subject_id
       where s.key_digest = any($1) order by d.position`,
      users.map((user) => digestOfKey(bed.db, user)),
    )
    return rows
  }
  return {
    bed,
    way,
    instance,
    begun,
    startBeside,
    send,
    sendTo: (to, handler, ...users) => sendEvents(to, token, users, typeOf(handler)),
    starts,
    ended: (...users) =>
      settledOrTimeout(async () => {
        const found = await starts(...users)
        return found.every(({ state }) => state === 'completed')
      }, 'the deliveries to be completed'),
    holding: (...statements) => holding(bed, ...statements),
    lockedFanOut: (handler) => lockedFanOut(bed, handler),
    endRuns,
    quiet: () =>
      settledOrTimeout(async () => {
        endRuns()
        const { rows } = await bed.db.query(`select from delivery where state = 'running'`)
        return rows.length === 0
      }, 'all runs to end'),
    async stop() {
      const ending = setInterval(endRuns, 10)
      await bed.stop()
      clearInterval(ending)
      await way.close()
    },
  }
}

async function holding({ database }: TestBed, ...statements: string[]): Promise<pg.Client> {
  const client = new pg.Client({ ...database.connection })
  await client.connect()
  for (const statement of ['begin', ...statements]) await client.query(statement)
  return client
}

/** One that was handed out before it was locked is replaced. */
async function lockedFanOut(bed: TestBed, handler: string): Promise<pg.Client> {
  const insert = `insert into pending_fan_out (handler_id, message_id, position)
    select id, '${randomUUID()}', 1 from handler where name = '${handler}'`
  for (;;) {
    const client = await holding(bed, insert, 'commit', 'begin')
    const { rowCount } = await client.query('select from pending_fan_out for update')
    if (rowCount === 1) return client
    await client.end()
  }
}
