import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { createRandom } from '../../../lib/local/connector/seeded-random.ts'
import { settledOrTimeout } from '../../../test/support/eventually.ts'
import { fetchToken } from '../../../test/support/fetch-token.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { soapMessage } from '../../../test/support/soap-message.ts'
import type { CallFigures } from '../call-tally.ts'
import { type InstanceDeps, instanceEnvironment } from '../instance-environment.ts'
import { type KeptInstance, keepInstance } from '../kept-instance.ts'
import { startPacedLoad } from '../paced-load.ts'
import { SURVIVAL_ATTACKS, type SurvivalAttack } from './attacks.ts'
import { type MemoryWatch, watchMemory } from './memory-watch.ts'
import { serviceLimits } from './service-limits.ts'
import { send, type Target } from './target.ts'

export interface SurvivalOptions {
  /** messages that wait to be handed to handlers that their recorder did not know */
  readonly fanOutMessages: number
  readonly eventsPerMessage: number
  readonly folder: string
  readonly onLine: (line: string) => void
}

export interface SurvivalResult {
  readonly memoryMb: number
  /** by attack (MB) */
  readonly peaksMb: Readonly<Record<string, number>>
  readonly calls: CallFigures
  readonly healthChecks: number
  /** checks that got no 200 within their time */
  readonly healthFailed: number
  readonly ends: readonly string[]
  /** attacks that could not be played to their end */
  readonly attacksFailed: readonly string[]
  readonly fanOutLeft: number
}

const CALLS_PER_SECOND = 20
const START_MS = 60_000
const FAN_OUT_MS = 10 * 60_000
/** The timeout of the health check in `mta.yaml`. Cloud Foundry's default is shorter. */
const HEALTH_MS = 10_000

/** Attacks one process with the memory of `mta.yaml`, one attack after the other and all together. */
export async function runSurvival(
  deps: InstanceDeps,
  options: SurvivalOptions,
): Promise<SurvivalResult> {
  const { onLine } = options
  const { memoryMb, environment: limits } = serviceLimits()
  const start = async (name: string, handlers: 'survival' | 'survival-before') => {
    const environment = { ...instanceEnvironment(deps, handlers, ''), ...limits }
    const { folder } = options
    const instance = keepInstance({ name, port: await freePort(), environment, folder })
    await settledOrTimeout(instance.serves, name, START_MS)
    return instance
  }
  const target = async ({ url }: KeptInstance): Promise<Target> => ({
    url,
    sender: await fetchToken(deps.authorizationServer, 'successfactors'),
    operator: await fetchToken(deps.authorizationServer, 'operator'),
    events: options.eventsPerMessage,
  })

  // Handlers are known that the version before does not have: it leaves its messages to the next one.
  await (await start('survival-first', 'survival')).stop()
  const before = await start('survival-before', 'survival-before')
  await leaveFanOuts(await target(before), options.fanOutMessages)
  await before.stop()
  onLine(`${options.fanOutMessages} messages wait to be handed to five more handlers`)

  const instance = await start('survival', 'survival')
  const memory = watchMemory(instance.pid() ?? 0)
  const health = checkHealth(instance)
  const load = startLoad(await target(instance))
  const peaksMb: Record<string, number> = {}
  const note = (name: string) => {
    peaksMb[name] = memory.peakMb()
    onLine(`${name}: at most ${memory.peakMb()} MB resident`)
    memory.reset()
  }
  try {
    const attacksFailed = await attackAll(await target(instance), memory, note)
    await fanOutsEnd(deps.db, instance)
    note('the rest of the fan-out')
    await load.stop()
    const { rows } = await deps.db.query('select count(*)::int as count from pending_fan_out')
    return {
      memoryMb,
      peaksMb,
      calls: load.figures(),
      ...(await health.stop()),
      ends: instance.ownEnds,
      attacksFailed,
      fanOutLeft: rows[0].count,
    }
  } finally {
    await Promise.all([load.stop(), memory.stop(), health.stop()])
    await instance.stop()
  }
}

async function attackAll(
  target: Target,
  memory: MemoryWatch,
  note: (name: string) => void,
): Promise<string[]> {
  const failed: string[] = []
  const play = ({ name, run }: SurvivalAttack) =>
    run(target).catch((error: Error) => void failed.push(`${name}: ${error.message}`))
  memory.reset()
  for (const attack of SURVIVAL_ATTACKS) {
    await play(attack)
    note(attack.name)
  }
  await Promise.all(SURVIVAL_ATTACKS.map(play))
  note('all together')
  return failed
}

async function leaveFanOuts(target: Target, messages: number): Promise<void> {
  for (let message = 0; message < messages; message += 1) {
    const events = Array.from({ length: target.events }, (_, at) => ({ userId: `f${at}` }))
    const { status } = await send(target, soapMessage(events, 'survival.large'))
    if (status !== 200) throw new Error(`expected 200 for a message to fan out, got ${status}`)
  }
}

async function fanOutsEnd(db: pg.Pool, instance: KeptInstance): Promise<void> {
  const isOver = async () =>
    instance.ownEnds.length > 0 ||
    (await db.query('select from pending_fan_out limit 1')).rowCount === 0
  await settledOrTimeout(isOver, 'the fan-out to end', FAN_OUT_MS).catch(() => undefined)
}

function startLoad({ url, sender }: Target) {
  const random = createRandom(1)
  return startPacedLoad({
    urls: [url],
    token: sender,
    perSecond: CALLS_PER_SECOND,
    random,
    plan() {
      const eventId = random.uuid()
      const userId = `s${random.integer(1, 500)}`
      return { eventIds: [eventId], body: soapMessage([{ eventId, userId }], 'survival.other') }
    },
  })
}

/** Asks as the platform does, over a new connection each time. */
function checkHealth({ url }: KeptInstance) {
  let stopped = false
  let healthChecks = 0
  let healthFailed = 0
  async function keepAsking(): Promise<void> {
    while (!stopped) {
      healthChecks += 1
      const isUp = await fetch(`${url}/health/live`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(HEALTH_MS),
      }).then(
        ({ status }) => status === 200,
        () => false,
      )
      if (!isUp) healthFailed += 1
      await setTimeout(1_000)
    }
  }
  const asking = keepAsking()
  return {
    async stop() {
      stopped = true
      await asking
      return { healthChecks, healthFailed }
    },
  }
}
