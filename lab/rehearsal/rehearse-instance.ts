import { setTimeout } from 'node:timers/promises'
import { buildStream } from '../../lib/local/connector/build-stream.ts'
import { send } from '../../lib/local/connector/send.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import type { CallFigures } from '../chaos/call-tally.ts'
import { countMessages, countOpenLanes } from '../chaos/stored-deliveries.ts'
import type { Archive } from './build-archive.ts'
import { startLoad } from './load.ts'
import { logFindings } from './log-findings.ts'
import { environmentOf } from './platform-environment.ts'
import { startInstance } from './platform-instance.ts'
import type { Stage } from './stage.ts'

export interface InstanceResult {
  readonly aliveMs: number
  readonly readyMs: number
  readonly restMb: number
  readonly loadedMb: number
  readonly mostMb: number
  readonly calls: CallFigures
  /** acknowledged and not stored */
  readonly lost: number
  /** taken by the instance and not answered, its end included */
  readonly broken: number
  /** calls of the connector that were refused without being meant to */
  readonly connectorRefused: number
  /** connections to the database without TLS */
  readonly plainConnections: number
  readonly stopSeconds: number
  readonly stopCode: number | null
  readonly logLines: number
  readonly logFindings: readonly string[]
}

const CONNECTOR_CALLS = 200
export const PER_SECOND = 500
export const LOAD_SECONDS = 30
const EMPLOYEES = 5_000
const REST_MS = 10_000
const SETTLE_MS = 120_000
/** The connector's stream contains an unsigned token and a body that is no message. */
const MEANT: ReadonlySet<number | null> = new Set([200, 400, 401])

/** One instance of an archive, from its start in the platform's environment to its end under load. */
export async function rehearseInstance(stage: Stage, archive: Archive): Promise<InstanceResult> {
  const { postgres, router } = stage
  const instance = await startInstance(archive, await environmentOf(stage, archive, 0))
  try {
    router.route([instance.url])
    const connectorRefused = await runConnector(stage)
    await settledOrTimeout(async () => (await countOpenLanes(postgres.db)) === 0, 'rest', SETTLE_MS)
    await setTimeout(REST_MS)
    const rest = await instance.memory()
    const load = await startLoad(stage, PER_SECOND, EMPLOYEES)
    await setTimeout(LOAD_SECONDS * 1_000)
    const loaded = await instance.memory()
    const plainConnections = await postgres.plainConnections()
    const calls = load.figures()
    // The platform takes the route away and sends the signal: calls under way still have their answer.
    router.route([])
    const stopped = await instance.stop()
    await load.stop()
    return {
      aliveMs: instance.aliveMs,
      readyMs: instance.readyMs,
      restMb: rest.nowMb,
      loadedMb: loaded.nowMb,
      mostMb: loaded.mostMb,
      calls,
      lost: load.messageIds.length - (await countMessages(postgres.db, load.messageIds)),
      broken: router.broken,
      connectorRefused,
      plainConnections,
      stopSeconds: stopped.seconds,
      stopCode: stopped.code,
      logLines: instance.log.length,
      logFindings: logFindings(instance.log),
    }
  } finally {
    await instance.stop()
  }
}

/** Sends calls of SuccessFactors through the router. */
async function runConnector({ authorizationServer, router }: Stage): Promise<number> {
  const { clientId, secret } = authorizationServer.clients.successfactors
  const calls = buildStream({ count: CONNECTOR_CALLS, seed: 1, now: Date.now() })
  const sent = await send(calls, {
    url: `${router.url}/http/successfactors/events`,
    tokenUrl: authorizationServer.tokenUrl,
    clientId,
    clientSecret: secret,
  })
  return sent.filter(({ status }) => !MEANT.has(status)).length
}
