import { hash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type fc from 'fast-check'
import type pg from 'pg'
import { lostAnswers, races } from './special-histories.ts'
import type { Step } from './step.ts'
import { steps } from './steps.ts'

interface Query {
  readonly name?: string
  readonly text: string
  readonly values: unknown[]
}
type Send = (query: Query) => Promise<unknown>
type Handle = (query: Query, send: Send) => Promise<unknown>

export interface PlantedFault {
  readonly plant: (pool: pg.Pool) => pg.Pool
  /** where it shows; everything that can happen, unless it needs more of something */
  readonly histories: fc.Arbitrary<Step[]>
}

/** Faults that the model has to find: each breaks one of the things that keep the order. */
export const plantedFaults: Readonly<Record<string, PlantedFault>> = {
  'a claim without its order condition': {
    histories: steps,
    plant: (pool) =>
      intercepting(pool, () =>
        rewriting(
          ['claim-lanes'],
          /order by delivery\.position\s+limit 1/,
          'order by md5(delivery.message_id::text) limit 1',
        ),
      ),
  },
  'a settle without its lease number': {
    histories: steps,
    plant: (pool) =>
      intercepting(pool, () => rewriting(['settle-deliveries'], /and lane\.lease = r\.lease/, '')),
  },
  'a settlement that takes no lease number of its own': {
    histories: lostAnswers,
    plant: (pool) =>
      intercepting(pool, () =>
        rewriting(
          ['settle-deliveries'],
          /lease = turn\.lease \+ 1,/,
          'lease = turn.lease + (turn.next_position is not null)::int,',
        ),
      ),
  },
  'a born lease without a free slot': {
    histories: steps,
    plant: (pool) =>
      intercepting(pool, () =>
        rewriting(['extend-lanes'], /select may_start and coalesce/, 'select coalesce'),
      ),
  },
  'a takeover that ignores a valid lease': {
    histories: steps,
    plant: (pool) =>
      intercepting(pool, () =>
        rewriting(
          ['claim-lanes'],
          /want\.handler_id and lane\.due_at <= receiver_clock\(\)/,
          'want.handler_id and (lane.due_at <= receiver_clock() or lane.leased_by is not null)',
        ),
      ),
  },
  'a position taken before the locks': {
    histories: races,
    plant: (pool) => intercepting(pool, positionsFirst),
  },
}

/** Sends a statement in another form. */
function rewriting(names: readonly string[], wanted: RegExp, instead: string): Handle {
  return async (query, send) => {
    const name = query.name ?? ''
    if (!names.includes(name)) return send(query)
    if (!wanted.test(query.text)) throw new Error(`${name} does not say ${wanted}`)
    const text = query.text.replace(wanted, instead)
    // A statement's name has one text per connection.
    return send({ ...query, name: `${name} ${hash('md5', text)}`, text })
  }
}

const MAX_PAUSE_MS = 150

/** Takes the positions first, and comes to the locks of the lanes as late as a slow process would. */
function positionsFirst(): Handle {
  let positions: readonly string[] = []
  return async (query, send) => {
    if (query.name === 'find-or-add-subjects') {
      const text = `select array_agg(nextval('event_position')) as taken from generate_series(1, 3)`
      const { rows } = (await send({ text, values: [] })) as { rows: { taken: string[] }[] }
      positions = rows[0]?.taken ?? []
      await setTimeout(Math.random() * MAX_PAUSE_MS)
    }
    if (query.name !== 'insert-messages') return send(query)
    const taken = `(array[${positions.join(', ')}]::bigint[])[e.place]`
    return send({
      text: query.text.replace(`nextval('event_position')`, taken),
      values: query.values,
    })
  }
}

/** A pool whose statements pass through a handle of each connection's own. */
function intercepting(pool: pg.Pool, makeHandle: () => Handle): pg.Pool {
  const wrap = <Of extends object>(target: Of, handle: Handle): Of =>
    new Proxy(target, {
      get(of, key) {
        const value = Reflect.get(of, key) as (...given: unknown[]) => Promise<object>
        if (key === 'connect') return async () => wrap(await value.call(of), makeHandle())
        if (key !== 'query') return typeof value === 'function' ? value.bind(of) : value
        return (query: Query | string, ...rest: unknown[]) =>
          typeof query === 'string'
            ? value.call(of, query, ...rest)
            : handle(query, (sent) => value.call(of, sent))
      },
    })
  return wrap(pool, makeHandle())
}
