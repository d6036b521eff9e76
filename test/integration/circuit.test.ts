import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { reject, targetDown } from '../../lib/handler.ts'
import { createDestination } from '../../lib/outbound/destinations/create-destination.ts'
import { answerOf } from '../../lib/outbound/destinations/destination.ts'
import { type CircuitBed, createCircuitBed } from '../support/circuit-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { readDeliveries } from '../support/read-deliveries.ts'

const FIVE = ['a', 'b', 'c', 'd', 'e']
const withoutAccess = createDestination('directory', async () =>
  answerOf(401, new Headers(), new Uint8Array()),
)
/** A failed lane is not due again before the test ends. */
const ONCE = { attempts: 3, firstDelayMs: 3_600_000 }
/** A failed lane is due again at once. */
const AGAIN = { attempts: 3, firstDelayMs: 0 }

describe("a handler's circuit", () => {
  let circuits: CircuitBed

  beforeAll(async () => {
    circuits = await createCircuitBed()
  })
  afterAll(() => circuits.stop())
  afterEach(() => circuits.reset())

  it.each<[string, (port: number, signal: AbortSignal) => unknown]>([
    ['a connection that is refused', (port) => fetch(`http://127.0.0.1:${port}/`)],
    [
      'an answer of 503',
      () => {
        throw Object.assign(new Error('no'), { status: 503 })
      },
    ],
    [
      'a TimeoutError',
      () => fetch('http://127.0.0.1:1/', { signal: AbortSignal.abort(timeout()) }),
    ],
    ['a login that the target refuses', () => withoutAccess.post('/users')],
    ['targetDown()', () => targetDown('maintenance')],
    [
      'a cause of a cause',
      () => {
        const innermost = Object.assign(new Error('socket'), { code: 'ECONNRESET' })
        throw new Error('outer', { cause: new Error('inner', { cause: innermost }) })
      },
    ],
    [
      'its time limit',
      (_port, signal) => new Promise((_, fail) => signal.addEventListener('abort', fail)),
    ],
  ])('opens after five lanes in a row with %s, and then holds all lanes', async (_what, call) => {
    const port = await freePort()
    let calls = 0
    let control = 0
    await circuits.start({
      down: {
        on: '*',
        retry: ONCE,
        timeoutMs: 300,
        run(_event, { signal }) {
          calls += 1
          return call(port, signal)
        },
      },
      control: {
        on: '*',
        run() {
          control += 1
        },
      },
    })
    await circuits.send(...FIVE)
    await circuits.opened()
    await circuits.probeIn(3_600_000)
    expect(calls).toBe(5)
    await circuits.send('f', 'g', 'h')
    await settledOrTimeout(() => control === 8, 'the other handler to go on')
    expect(calls).toBe(5)
    const waiting = (await readDeliveries(circuits.bed.db, 'down')).slice(5)
    expect(waiting.map(({ state, attemptsStarted: attempts }) => [state, attempts])).toEqual([
      ['waiting', 0],
      ['waiting', 0],
      ['waiting', 0],
    ])
    expect(await circuits.circuit('control')).toEqual({ open: false, probes: 0, faults: 0 })
    await circuits.loggedOnce('circuit opened')
  })

  it('is not opened by one employee, whatever the target says of him', async () => {
    await circuits.start({
      down: { on: '*', retry: { ...AGAIN, attempts: 12 }, run: () => targetDown('no') },
    })
    await circuits.send('a', 'a')
    await circuits.bed.settled()
    expect(await circuits.circuit()).toEqual({ open: false, probes: 0, faults: 1 })
    expect(await readDeliveries(circuits.bed.db)).toEqual([
      expect.objectContaining({
        state: 'failed',
        countedAttempts: 12,
        reasonCode: 'failed_attempts_used_up',
      }),
      expect.objectContaining({ state: 'waiting', attemptsStarted: 0 }),
    ])
  })

  it('is not opened by bad data of many employees', async () => {
    await circuits.start({
      down: {
        on: '*',
        retry: { ...AGAIN, attempts: 2 },
        run(event) {
          const user = Number(event.key('userId'))
          if (user % 3 === 0) reject('bad data')
          if (user % 3 === 1) throw new TypeError('bad data')
          throw Object.assign(new Error('unknown'), { status: 404 })
        },
      },
    })
    await circuits.send(...Array.from({ length: 15 }, (_, index) => String(index)))
    await circuits.bed.settled()
    expect(await circuits.circuit()).toEqual({ open: false, probes: 0, faults: 0 })
    expect(circuits.logged('circuit')).toBe(0)
  })

  it('counts anew after a success in between', async () => {
    await circuits.start({
      down: {
        on: '*',
        concurrency: 1,
        retry: ONCE,
        run: (event) => (event.key('userId') === 'good' ? undefined : targetDown('no')),
      },
    })
    await circuits.send('a', 'b', 'c', 'd')
    await circuits.ended(4)
    expect((await circuits.circuit()).faults).toBe(4)
    await circuits.send('good')
    await circuits.ended(5)
    expect((await circuits.circuit()).faults).toBe(0)
    await circuits.send('e', 'f', 'g', 'h')
    await circuits.ended(9)
    expect(await circuits.circuit()).toEqual({ open: false, probes: 0, faults: 4 })
    await circuits.send('i')
    await circuits.opened()
  })
})

function timeout(): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError')
}
