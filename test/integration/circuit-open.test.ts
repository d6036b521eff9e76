import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject, targetDown } from '../../lib/handler.ts'
import { RateLimited } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import { type CircuitBed, createCircuitBed } from '../support/circuit-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'

const FIVE = ['a', 'b', 'c', 'd', 'e']
/** A failed lane is not due again before the test ends. */
const ONCE = { attempts: 3, firstDelayMs: 3_600_000 }
/** A failed lane is due again at once. */
const AGAIN = { attempts: 3, firstDelayMs: 0 }

describe('a circuit that is open', () => {
  let circuits: CircuitBed

  beforeAll(async () => {
    circuits = await createCircuitBed()
  })
  afterAll(() => circuits.stop())
  afterEach(() => circuits.reset())

  it('takes no attempt from what was running when it opened', async () => {
    let fail: () => void = () => undefined
    const down = new Promise<never>((_, reject) => {
      fail = () => reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    })
    down.catch(() => undefined)
    await circuits.start({
      down: {
        on: '*',
        // One attempt: a fault that counted would park the lane.
        retry: { ...ONCE, attempts: 1 },
        run: (event) => (event.key('userId') === 'late' ? down : targetDown('no')),
      },
    })
    await circuits.send('late', ...FIVE)
    await circuits.opened()
    fail()
    await circuits.ended(6)
    const late = (await readDeliveries(circuits.bed.db)).find(({ user }) => user === 'late')
    expect(late).toMatchObject({
      state: 'retrying',
      holdsPlace: true,
      countedAttempts: 0,
      reasonCode: 'target_down',
    })
    await circuits.loggedOnce('"target_down"')
  })

  it('leaves the attempts that one has used when its target asks to wait meanwhile', async () => {
    let ask: () => void = () => undefined
    const asked = new Promise<never>((_, reject) => {
      const cause = Object.assign(new Error('no'), { status: 503 })
      ask = () => reject(new RateLimited('successfactors', 300_000, { cause }))
    })
    asked.catch(() => undefined)
    await circuits.start({
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
    const late = async () =>
      (await readDeliveries(circuits.bed.db)).find(({ user }) => user === 'late')
    await circuits.send('late')
    await settledOrTimeout(async () => (await late())?.attemptsStarted === 2, 'the second attempt')
    await circuits.send(...FIVE)
    await circuits.opened()
    await circuits.probeIn(3_600_000)
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
    await circuits.start({
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
    await circuits.send(...users, ...users)
    await circuits.opened()
    await circuits.probeIn(3_600_000)
    await circuits.bed.found(0, `select 1 from delivery where state = 'running'`)
    const before = (await readDeliveries(circuits.bed.db)).map(
      ({ countedAttempts }) => countedAttempts,
    )
    most = 0
    const pauses: { probes: number; pause: number }[] = []
    for (let probes = 1; probes <= 3; probes += 1) {
      await circuits.probeIn(0)
      await settledOrTimeout(
        async () => (await circuits.circuit()).probes >= probes,
        `probe ${probes}`,
      )
      const { rows } = await circuits.bed.db.query<{ probes: number; pause: number }>(
        `select failed_probes as probes, round(extract(epoch from probe_at - (
           select max(ended_at) from attempt)))::int as pause from handler`,
      )
      pauses.push(rows[0] as (typeof pauses)[0])
    }
    expect(most).toBe(1)
    // On a busy machine one more may have come by itself.
    for (const { probes, pause } of pauses) expect([probes, pause]).toEqual([probes, 2 ** probes])
    expect(
      (await readDeliveries(circuits.bed.db)).map(({ countedAttempts }) => countedAttempts),
    ).toEqual(before)
    isDown = false
    await circuits.probeIn(0)
    await circuits.bed.settled()
    expect(await circuits.circuit()).toEqual({ open: false, probes: 0, faults: 0 })
    const of = (user: string) => seen.filter((line) => line.startsWith(`${user} `))
    users.forEach((user, index) => {
      expect(of(user)).toEqual([`${user} ${index}`, `${user} ${index + users.length}`])
    })
    await circuits.loggedOnce('circuit opened')
    await circuits.loggedOnce('circuit closed')
  })

  it('goes on probing when a probe says nothing of the target', async () => {
    const bad = new Set<string>()
    const done: string[] = []
    await circuits.start({
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
    await circuits.send(...FIVE)
    await circuits.opened()
    await circuits.probeIn(3_600_000)
    bad.add('x').add('y')
    await circuits.send('x')
    await circuits.send('y')
    await circuits.send('good')
    await circuits.probeIn(0)
    await settledOrTimeout(async () => !(await circuits.circuit()).open, 'the circuit to close')
    expect(done).toEqual(['good'])
    const rejected = (await readDeliveries(circuits.bed.db)).filter(({ user }) => bad.has(user))
    expect(rejected.map(({ state, reasonCode: reason }) => [state, reason])).toEqual([
      ['failed', 'rejected'],
      ['failed', 'rejected'],
    ])
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
    const first = await circuits.start({ down: { ...down, retry: ONCE } })
    await circuits.send('a', 'b', 'c')
    await circuits.ended(3)
    await first.stop()
    const second = await circuits.start({ down: { ...down, retry: ONCE } })
    await circuits.send('d', 'e')
    await circuits.opened()
    await circuits.probeIn(3_600_000)
    await second.stop()
    let control = 0
    await circuits.start({
      down,
      control: {
        on: '*',
        run() {
          control += 1
        },
      },
    })
    await circuits.send('f', 'f')
    await settledOrTimeout(() => control === 2, 'the other handler to go on')
    expect(await circuits.settledAttempts()).toBe(5)
    isDown = false
    await circuits.probeIn(0)
    await settledOrTimeout(() => done.length === 2, 'what came meanwhile')
    expect(done).toEqual(['f', 'f'])
    expect((await circuits.circuit()).open).toBe(false)
  })
})
