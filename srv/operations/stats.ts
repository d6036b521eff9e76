import { z } from 'zod'
import { text } from '../../lib/api/fields.ts'
import { companies, connection, overview, parkedGroups } from '../../lib/api/stats.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { listCompanies } from '../../lib/store/queries/list-companies.ts'
import { readConnectionFacts } from '../../lib/store/stats/connection-facts.ts'
import { connectionSteps } from '../../lib/store/stats/connection-steps.ts'
import { createOverviewMemory, readOverview } from '../../lib/store/stats/overview.ts'
import { readParkedGroups } from '../../lib/store/stats/parked-groups.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Route, route } from './route.ts'

const nothing = z.strictObject({})
/** Pages that show the same numbers share one query (ms). */
const SHARED_MS = 1_000
/** New companies are rare. */
const COMPANIES_SHARED_MS = 30_000

export function statsRoutes(deps: OperationsDeps): Route[] {
  const { pool } = deps
  const memory = createOverviewMemory()
  const readShared = cacheFor(() => {
    const { eventPaths } = deps.installation
    return readOverview(pool, new Date(), deps.durabilityRisks(), eventPaths, memory)
  }, SHARED_MS)
  const readGroups = cacheFor(() => readParkedGroups(pool, {}), SHARED_MS)
  const readCompanies = cacheFor(() => listCompanies(pool), COMPANIES_SHARED_MS)
  return [
    route({
      method: 'get',
      path: '/overview',
      summary: 'Health of the installation, with statistics of the last two days',
      grant: 'Monitor',
      query: nothing,
      result: overview,
      handle: readShared,
    }),
    route({
      method: 'get',
      path: '/parked',
      summary: 'Parked lanes, grouped by handler and cause',
      grant: 'Monitor',
      query: z.strictObject({ company: text().optional() }),
      result: parkedGroups,
      handle: ({ query: { company } }) =>
        company === undefined ? readGroups() : readParkedGroups(pool, { company }),
    }),
    route({
      method: 'get',
      path: '/companies',
      summary: 'SuccessFactors companies that have sent events',
      grant: 'Monitor',
      query: nothing,
      result: companies,
      handle: readCompanies,
    }),
    route({
      method: 'get',
      path: '/connection',
      summary: 'Values for the SuccessFactors configuration, and the state of the connection',
      grant: 'Monitor',
      query: nothing,
      result: connection,
      handle: async () => {
        const { ingestPaths, eventPaths, origin, issuers } = deps.installation
        return {
          endpoints: ingestPaths.map((path) => `${origin}${path}`),
          issuers: issuers.map((issuer) => ({
            issuer: issuer.issuers[0],
            kind: issuer.kind,
            tokenUrl: tokenUrlOf(issuer),
          })),
          steps: connectionSteps(await readConnectionFacts(pool, eventPaths)),
        }
      },
    }),
  ]
}

/** The token endpoint, for issuers with known paths. */
function tokenUrlOf({ kind, issuers: [issuer] }: TrustedIssuer): string | null {
  if (kind === 'xsuaa') return issuer
  return kind === 'ias' ? `${issuer}/oauth2/token` : null
}

/** Shares an answer among all callers for a short time. Failures are not cached. */
function cacheFor<Answer>(read: () => Promise<Answer>, forMs: number): () => Promise<Answer> {
  let shared: { answer: Promise<Answer>; until: number } | null = null
  return () => {
    if (shared !== null && performance.now() < shared.until) return shared.answer
    const answer = read()
    // The time counts from the end, so that all who asked meanwhile share a slow answer.
    const cached = { answer, until: Number.POSITIVE_INFINITY }
    shared = cached
    const expireAt = (until: () => number) => () => {
      cached.until = until()
    }
    answer.then(
      expireAt(() => performance.now() + forMs),
      expireAt(() => 0),
    )
    return answer
  }
}
