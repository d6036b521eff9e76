import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

interface ShownHandler {
  readonly name: string
  readonly formerNames: readonly string[]
  readonly retired: boolean
}

/** Instances of several versions, each with handlers of its own. */
export interface VersionsBed {
  readonly bed: TestBed
  /** runs of all handlers since the last reset */
  readonly seen: string[]
  start(handlers: Record<string, HandlerDefinition>, role?: string): Promise<TestInstance>
  /** a handler that notes its runs under the name */
  noting(name: string): HandlerDefinition
  seenBy(name: string): string[]
  handlerRows(): Promise<ShownHandler[]>
  /** Simulates time: the last heartbeats of all instances become this old. */
  silentFor(interval: string, tables?: readonly string[]): Promise<void>
  /** Waits until every event is handed out, and every delivery settled. */
  allSettled(): Promise<void>
  /** Stops the instances, and empties every table. */
  reset(): Promise<void>
}

export async function createVersionsBed(): Promise<VersionsBed> {
  const bed = await createTestBed()
  const instances: TestInstance[] = []
  const seen: string[] = []
  return {
    bed,
    seen,
    async start(handlers, ROLE = 'all') {
      const instance = await bed.startInstance({ handlers, environment: { ROLE } })
      instances.push(instance)
      return instance
    },
    noting: (name) => ({
      on: '*',
      run: (event: HandlerEvent) =>
        void seen.push(`${name} ${event.key('userId')} ${event.messageId}`),
    }),
    seenBy: (name) => seen.filter((line) => line.startsWith(`${name} `)),
    handlerRows: () =>
      bed.rows(
        'select name, former_names as "formerNames", retired_at is not null as retired from handler order by id',
      ),
    async silentFor(interval, tables = ['instance', 'handler']) {
      for (const table of tables) {
        await bed.db.query(`update ${table} set last_seen_at = now() - interval '${interval}'`)
      }
    },
    async allSettled() {
      await bed.found(0, 'select 1 from pending_fan_out')
      await bed.settled()
    },
    async reset() {
      for (const instance of instances.splice(0)) await instance.stop()
      seen.length = 0
      await bed.reset()
    },
  }
}
