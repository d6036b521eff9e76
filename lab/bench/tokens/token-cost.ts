import { setHandlers } from '../arms/kept-messages.ts'
import { median } from '../load/percentile.ts'
import { hammer } from '../load/run-load.ts'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { createBenchIssuer } from './sign-tokens.ts'

/** The cost of token verification per call, with held handlers: medians of the rounds. */
export interface TokenCost {
  /** calls per second with one token, and with a new one for each call */
  readonly rememberedPerSecond: number
  readonly newPerSecond: number
  /** CPU of the service for a call (µs); null where the system does not tell */
  readonly rememberedCpuUs: number | null
  readonly newCpuUs: number | null
  /** the share of a call's CPU that a new token costs more */
  readonly share: number | null
}

const ROUNDS = 3
const SECONDS = 3
const WARM_UP_SECONDS = 2
/** More than can be answered in the time. */
const TOKENS = 20_000

/** The same calls with one token, and with a new token each, in turn. */
export async function measureTokenCost(
  stage: Stage,
  profileFolder: string | null,
): Promise<TokenCost> {
  const issuer = createBenchIssuer('RS256')
  const database = await createDatabase(stage, 'token_cost')
  const server = await startService(stage, database, {
    handlersDir: 'lab/bench/handlers/plain',
    profileFolder,
    environment: { TRUSTED_ISSUERS: JSON.stringify([issuer.entry]) },
  })
  let firstSequence = 0
  const run = async (tokens: readonly string[], seconds: number) => {
    const [token = ''] = tokens
    const url = `${server.origin}/http/successfactors/events`
    const before = await server.cpuMs()
    const load = await hammer({ url, token, tokens, seconds, firstSequence })
    const after = await server.cpuMs()
    firstSequence += load.answers
    const cpuMs = before === null || after === null ? null : after - before
    return { ...load, cpuUs: cpuMs === null ? null : (cpuMs * 1_000) / load.answers }
  }
  try {
    await setHandlers(database, 'held')
    const [one = '', ...warm] = await issuer.sign(TOKENS)
    await run([one], WARM_UP_SECONDS)
    const remembered: Awaited<ReturnType<typeof run>>[] = []
    const fresh: typeof remembered = []
    for (let round = 0; round < ROUNDS; round += 1) {
      remembered.push(await run([one], SECONDS))
      fresh.push(await run(round === 0 ? warm : await issuer.sign(TOKENS), SECONDS))
    }
    const cpuOf = (runs: typeof remembered) => {
      const cpu = runs.map(({ cpuUs }) => cpuUs).filter((us) => us !== null)
      return cpu.length === runs.length ? median(cpu) : null
    }
    const rememberedCpuUs = cpuOf(remembered)
    const newCpuUs = cpuOf(fresh)
    return {
      rememberedPerSecond: median(remembered.map(({ perSecond }) => perSecond)),
      newPerSecond: median(fresh.map(({ perSecond }) => perSecond)),
      rememberedCpuUs,
      newCpuUs,
      share: rememberedCpuUs === null || newCpuUs === null ? null : 1 - rememberedCpuUs / newCpuUs,
    }
  } finally {
    await server.stop()
    await database.drop()
  }
}
