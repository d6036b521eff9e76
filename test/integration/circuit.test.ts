import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort } from '../../lab/chaos/free-port.ts'
import { type HandlerDefinition, reject, targetDown } from '../../lib/handler.ts'
import { RateLimited } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const FIVE = ['a', 'b', 'c', 'd', 'e']
/** A failed lane is not due again before the test ends. */
const ONCE = { attempts: 3, firstDelayMs: 3_600_000 }
/** A failed lane is due again at once. */
const AGAIN = { attempts: 3, firstDelayMs: 0 }

describe("a handler's circuit", () => {
  let bed: TestBed
  let token: string
  let instances: TestInstance[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(async () => {
    for (const instance of instances) await instance.stop()
    instances = []
  })

  const start = async (handlers: Record<string, HandlerDefinition>): Promise<TestInstance> => {
    const instance = await bed.startInstance({ handlers })
    instances.push(instance)
    return instance
  }
  const send = (...users: string[]) => sendEvents(instances.at(-1) as TestInstance, token, users)
  const circuit = async (name = 'down') => {
    const { rows } = await bed.db.query<{ open: boolean; probes: number; faults: number }>(
      `select circuit_opened_at is not null as open, failed_probes as probes,
         cardinality(faulty_subject_ids) as faults from handler
       where name = $1`,
      [name],
    )
    return rows[0] as { open: boolean; probes: number; faults: number }
  }
  const opened = () => settledOrTimeout(async () => (await circuit()).open, 'the circuit to open')
  const settledAttempts = async (name = 'down') => {
    const { rows } = await bed.db.query<{ ended: number }>(
      `select count(*)::int as ended from attempt join handler on handler.id = attempt.handler_id
       where name = $1 and ended_at is not null`,
      [name],
    )
    return rows[0]?.ended as number
  }
  const ended = (count: number, name?: string) =>
    settledOrTimeout(
      async () => (await settledAttempts(name)) >= count,
      `${count} attempts to be settled`,
    )
  /** Brings the next probe forward, or puts it off. */
  const probeIn = (ms: number) =>
    bed.db.query(`update handler set probe_at = now() + $1 * interval '1 millisecond'`, [ms])
  const logged = (words: string) =>
    instances.flatMap(({ log }) => log).filter((line) => line.includes(words)).length
  const loggedOnce = async (words: string) => {
    await settledOrTimeout(() => logged(words) > 0, `the log to say ${words}`)
    expect(logged(words)).toBe(1)
  }
  const unended = async () =>
    (await bed.db.query(`select 1 from delivery where state = 'running'`)).rowCount

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
    await start({
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
    await send(...FIVE)
    await opened()
    await probeIn(3_600_000)
    expect(calls).toBe(5)
    await send('f', 'g', 'h')
    await settledOrTimeout(() => control === 8, 'the other handler to go on')
    expect(calls).toBe(5)
    const waiting = (await readDeliveries(bed.db, 'down')).slice(5)
    expect(waiting.map(({ state, attemptsStarted }) => [state, attemptsStarted])).toEqual([
      ['waiting', 0],
      ['waiting', 0],
      ['waiting', 0],
    ])
    expect(await circuit('control')).toEqual({ open: false, probes: 0, faults: 0 })
    await loggedOnce('circuit opened')
  })

  it('takes no attempt from what was running when it opened', async () => {
    let fail: () => void = () => undefined
    const down = new Promise<never>((_, reject) => {
      fail = () => reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    })
    down.catch(() => undefined)
    await start({
      down: {
        on: '*',
        // One attempt: a fault that counted would park the lane.
        retry: { ...ONCE, attempts: 1 },
        run: (event) => (event.key('userId') === 'late' ? down : targetDown('no')),
      },
    })
    await send('late', ...FIVE)
    await opened()
    fail()
    await ended(6)
    const late = (await readDeliveries(bed.db)).find(({ user }) => user === 'late')
    expect(late).toMatchObject({
      state: 'retrying',
      holdsPlace: true,
      countedAttempts: 0,
      reasonCode: 'target_down',
    })
    await loggedOnce('"target_down"')
  })

  it('leaves the attempts that one has used when its target asks to wait meanwhile', async () => {
    let ask: () => void = () => undefined
    const asked = new Promise<never>((_, reject) => {
      const cause = Object.assign(new Error('no'), { status: 503 })
      ask = () => reject(new RateLimited('successfactors', 300_000, { cause }))
    })
    asked.catch(() => undefined)
    await start({
      down: {
        on: '*',
        retry: AGAIN,
        run(event, { attempt }) {
          if (event.key('userId') !== 'late') targetDown('no')
          if (attempt === 1) throw new Error('for another reason')
          return asked
        },
      },
    })
    const late = async () => (await readDeliveries(bed.db)).find(({ user }) => user === 'late')
    await send('late')
    await settledOrTimeout(async () => (await late())?.attemptsStarted === 2, 'the second attempt')
    await send(...FIVE)
    await opened()
    await probeIn(3_600_000)
    ask()
    await settledOrTimeout(async () => (await late())?.state === 'retrying', 'it to be settled')
    expect(await late()).toMatchObject({
      holdsPlace: true,
      countedAttempts: 1,
      reasonCode: 'target_down',
    })
  })

  it('probes alone and ever later, and drains in order when a probe succeeds', async () => {
    const users = [...FIVE, 'f', 'g', 'h']
    const seen: string[] = []
    let isDown = true
    let running = 0
    let most = 0
    await start({
      down: {
        on: '*',
        retry: AGAIN,
        async run(event) {
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setTimeout(resolve, 5))
          running -= 1
          if (isDown) targetDown('no')
          seen.push(`${event.key('userId')} ${event.ordinal}`)
        },
      },
    })
    await send(...users, ...users)
    await opened()
    await probeIn(3_600_000)
    await settledOrTimeout(async () => (await unended()) === 0, 'what ran to be settled')
    const before = (await readDeliveries(bed.db)).map(({ countedAttempts }) => countedAttempts)
    most = 0
    const pauses: { probes: number; pause: number }[] = []
    for (let probes = 1; probes <= 3; probes += 1) {
      await probeIn(0)
      await settledOrTimeout(async () => (await circuit()).probes >= probes, `probe ${probes}`)
      const { rows } = await bed.db.query<{ probes: number; pause: number }>(
        `select failed_probes as probes, round(extract(epoch from probe_at - (
           select max(ended_at) from attempt)))::int as pause from handler`,
      )
      pauses.push(rows[0] as (typeof pauses)[0])
    }
    expect(most).toBe(1)
    // On a busy machine one more may have come by itself.
    for (const { probes, pause } of pauses) expect([probes, pause]).toEqual([probes, 2 ** probes])
    expect((await readDeliveries(bed.db)).map(({ countedAttempts }) => countedAttempts)).toEqual(
      before,
    )
    isDown = false
    await probeIn(0)
    await bed.settled()
    expect(await circuit()).toEqual({ open: false, probes: 0, faults: 0 })
    const of = (user: string) => seen.filter((line) => line.startsWith(`${user} `))
    users.forEach((user, index) => {
      expect(of(user)).toEqual([`${user} ${index}`, `${user} ${index + users.length}`])
    })
    await loggedOnce('circuit opened')
    await loggedOnce('circuit closed')
  })

  it('goes on probing when a probe says nothing of the target', async () => {
    const bad = new Set<string>()
    const done: string[] = []
    await start({
      down: {
        on: '*',
        retry: ONCE,
        run(event) {
          const user = event.key('userId') as string
          if (bad.has(user)) reject('bad data')
          if (FIVE.includes(user)) targetDown('no')
          done.push(user)
        },
      },
    })
    await send(...FIVE)
    await opened()
    await probeIn(3_600_000)
    bad.add('x').add('y')
    await send('x')
    await send('y')
    await send('good')
    await probeIn(0)
    await settledOrTimeout(async () => !(await circuit()).open, 'the circuit to close')
    expect(done).toEqual(['good'])
    const rejected = (await readDeliveries(bed.db)).filter(({ user }) => bad.has(user))
    expect(rejected.map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
      ['failed', 'rejected'],
      ['failed', 'rejected'],
    ])
  })

  it('is not opened by one employee, whatever the target says of him', async () => {
    await start({
      down: { on: '*', retry: { ...AGAIN, attempts: 12 }, run: () => targetDown('no') },
    })
    await send('a', 'a')
    await bed.settled()
    expect(await circuit()).toEqual({ open: false, probes: 0, faults: 1 })
    expect(await readDeliveries(bed.db)).toEqual([
      expect.objectContaining({
        state: 'failed',
        countedAttempts: 12,
        reasonCode: 'failed_attempts_used_up',
      }),
      expect.objectContaining({ state: 'waiting', attemptsStarted: 0 }),
    ])
  })

  it('is not opened by bad data of many employees', async () => {
    await start({
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
    await send(...Array.from({ length: 15 }, (_, index) => String(index)))
    await bed.settled()
    expect(await circuit()).toEqual({ open: false, probes: 0, faults: 0 })
    expect(logged('circuit')).toBe(0)
  })

  it('counts anew after a success in between', async () => {
    await start({
      down: {
        on: '*',
        concurrency: 1,
        retry: ONCE,
        run: (event) => (event.key('userId') === 'good' ? undefined : targetDown('no')),
      },
    })
    await send('a', 'b', 'c', 'd')
    await ended(4)
    expect((await circuit()).faults).toBe(4)
    await send('good')
    await ended(5)
    expect((await circuit()).faults).toBe(0)
    await send('e', 'f', 'g', 'h')
    await ended(9)
    expect(await circuit()).toEqual({ open: false, probes: 0, faults: 4 })
    await send('i')
    await opened()
  })

  it('is one for all instances, and outlives them', async () => {
    let isDown = true
    const done: string[] = []
    const down: HandlerDefinition = {
      on: '*',
      retry: AGAIN,
      run: (event) => (isDown ? targetDown('no') : void done.push(event.key('userId') as string)),
    }
    // Lanes that are not due again until somebody looks: each instance sees a part of the faults.
    const first = await start({ down: { ...down, retry: ONCE } })
    await send('a', 'b', 'c')
    await ended(3)
    await first.stop()
    const second = await start({ down: { ...down, retry: ONCE } })
    await send('d', 'e')
    await opened()
    await probeIn(3_600_000)
    await second.stop()
    let control = 0
    await start({
      down,
      control: {
        on: '*',
        run() {
          control += 1
        },
      },
    })
    await send('f', 'f')
    await settledOrTimeout(() => control === 2, 'the other handler to go on')
    expect(await settledAttempts()).toBe(5)
    isDown = false
    await probeIn(0)
    await settledOrTimeout(() => done.length === 2, 'what came meanwhile')
    expect(done).toEqual(['f', 'f'])
    expect((await circuit()).open).toBe(false)
  })
})

function timeout(): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError')
}
