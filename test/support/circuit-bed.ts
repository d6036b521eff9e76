import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from './eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

interface ShownCircuit {
  readonly open: boolean
  readonly probes: number
  readonly faults: number
}

/** Instances whose handler `down` has a target that may be down. */
export interface CircuitBed {
  readonly bed: TestBed
  start(handlers: Record<string, HandlerDefinition>): Promise<TestInstance>
  /** Sends one message to the instance that started last. */
  send(...users: string[]): Promise<string>
  /** the circuit of a handler (default: `down`) as it is stored */
  circuit(name?: string): Promise<ShownCircuit>
  /** Waits until the circuit of `down` is open. */
  opened(): Promise<void>
  settledAttempts(name?: string): Promise<number>
  /** Waits until so many attempts are settled. */
  ended(count: number, name?: string): Promise<void>
  /** Brings the next probe forward, or puts it off. */
  probeIn(ms: number): Promise<unknown>
  /** how many lines of all logs contain the words */
  logged(words: string): number
  loggedOnce(words: string): Promise<void>
  /** Stops the instances, and empties every table. */
  reset(): Promise<void>
  stop(): Promise<void>
}

export async function createCircuitBed(): Promise<CircuitBed> {
  const bed = await createTestBed()
  const instances: TestInstance[] = []
  const circuit: CircuitBed['circuit'] = async (name = 'down') => {
    const [row] = await bed.rows<ShownCircuit>(
      `select circuit_opened_at is not null as open, failed_probes as probes,
         cardinality(faulty_subject_ids) as faults from handler
       where name = $1`,
      name,
    )
    return row as ShownCircuit
  }
  const settledAttempts: CircuitBed['settledAttempts'] = async (name = 'down') => {
    const [row] = await bed.rows<{ ended: number }>(
      `select count(*)::int as ended from attempt join handler on handler.id = attempt.handler_id
       where name = $1 and ended_at is not null`,
      name,
    )
    return row?.ended as number
  }
  const logged: CircuitBed['logged'] = (words) =>
    instances.flatMap(({ log }) => log).filter((line) => line.includes(words)).length
  return {
    bed,
    async start(handlers) {
      const instance = await bed.startInstance({ handlers })
      instances.push(instance)
      return instance
    },
    send: (...users) => (instances.at(-1) as TestInstance).send(users),
    circuit,
    opened: () => settledOrTimeout(async () => (await circuit()).open, 'the circuit to open'),
    settledAttempts,
    ended: (count, name) =>
      settledOrTimeout(
        async () => (await settledAttempts(name)) >= count,
        `${count} attempts to be settled`,
      ),
    probeIn: (ms) =>
      bed.db.query(`update handler set probe_at = now() + $1 * interval '1 millisecond'`, [ms]),
    logged,
    async loggedOnce(words) {
      await settledOrTimeout(() => logged(words) > 0, `the log to say ${words}`)
      if (logged(words) !== 1) throw new Error(`the log says ${words} ${logged(words)} times`)
    },
    async reset() {
      for (const instance of instances.splice(0)) await instance.stop()
      await bed.reset()
    },
    stop: () => bed.stop(),
  }
}
