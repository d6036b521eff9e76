import { type Authenticator, createAuthenticator } from '../../../lib/auth/tokens/authenticate.ts'
import { NOW_SECONDS } from '../../../test/support/auth-fixtures.ts'
import { closeIssuers, type FuzzedIssuers, ISSUER_NAMES, startIssuers } from './issuers.ts'
import { type TokenMaker, tokenMaker } from './make-token.ts'

/** Everything faster than in operation, so that a run sees many rounds of it. */
const TIMES = {
  cooldownMs: 250,
  keyWaitMs: 500,
  refreshMs: 5_000,
  firstRetryMs: 50,
  maxRetryMs: 100,
  fetchTimeoutMs: 2_000,
  maxDoubted: 50,
  maxTokens: 1_000,
}

/** An authenticator with its issuers, and what may be asked of it. */
export interface TokenBench {
  readonly issuers: FuzzedIssuers
  readonly maker: TokenMaker
  readonly authenticator: Authenticator
  /** longest that one call may take (ms) */
  readonly longestMs: number
  /** an issuer is out now, or was a moment ago */
  isOut(): boolean
  takeOut(kind: Outage): Promise<void>
  /** fetches of the issuer that was asked most, and how many it may get */
  fetches(): { readonly most: number; readonly allowed: number }
  close(): Promise<void>
}

export const OUTAGES = ['status 500', 'silence', 'no key set', 'a cut answer'] as const

export type Outage = (typeof OUTAGES)[number]

const FIRST_KEYS_MS = 20_000
const OUT_MS = 1_500
/** Waits that began in an outage have ended. */
const AFTER_MS = 3_000

export async function openTokenBench(): Promise<TokenBench> {
  const issuers = await startIssuers()
  const maker = await tokenMaker(issuers)
  const since = performance.now()
  const now = () => NOW_SECONDS * 1_000 + (performance.now() - since)
  const trusted = ISSUER_NAMES.map((name) => issuers[name].trusted)
  const authenticator = createAuthenticator(trusted, { ...TIMES, now })
  authenticator.start()
  for (const name of ISSUER_NAMES) await firstKeys(authenticator, maker.good[name])
  const servers = ISSUER_NAMES.flatMap((name) => issuers[name].server ?? [])
  let outages = 0
  let out = false
  return {
    issuers,
    maker,
    authenticator,
    longestMs: TIMES.keyWaitMs + TIMES.cooldownMs + TIMES.fetchTimeoutMs + 2_000,
    isOut: () => out,
    async takeOut(kind) {
      out = true
      outages += 1
      for (const server of servers) server.instead = ANSWERS[kind]
      await delay(OUT_MS)
      for (const server of servers) server.instead = null
      await delay(AFTER_MS)
      out = false
    },
    fetches() {
      const ms = performance.now() - since
      const allowed =
        2 + ms / TIMES.cooldownMs + ms / TIMES.refreshMs + outages * (2 + OUT_MS / TIMES.maxRetryMs)
      return { most: Math.max(...servers.map(({ calls }) => calls)), allowed: Math.ceil(allowed) }
    },
    async close() {
      authenticator.close()
      await closeIssuers(issuers)
    },
  }
}

/** The first fetch of a process loads the client: on a busy machine that takes longer than a call waits. */
async function firstKeys(authenticator: Authenticator, token: string): Promise<void> {
  const until = performance.now() + FIRST_KEYS_MS
  for (;;) {
    try {
      await authenticator.authenticate([`Bearer ${token}`])
      return
    } catch (error) {
      const { code } = error as { code?: unknown }
      // Bound to a certificate that is not shown: its keys are there.
      if (code !== 'jwks_unavailable') return
      if (performance.now() > until) throw error
    }
  }
}

const ANSWERS: Readonly<Record<Outage, NonNullable<FuzzedIssuers['xsuaa']['server']>['instead']>> =
  {
    'status 500': (_request, response) => void response.writeHead(500).end(),
    silence: () => undefined,
    'no key set': (_request, response) => void response.end('{"keys":5}'),
    'a cut answer': (_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('{"keys":[')
      response.destroy()
    },
  }

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
