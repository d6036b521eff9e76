import { z } from 'zod'
import { text } from '../../lib/api/fields.ts'
import { companies, connection, overview, parkedGroups } from '../../lib/api/stats.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { listCompanies } from '../../lib/store/queries/list-companies.ts'
import { readConnectionFacts } from '../../lib/store/stats/connection-facts.ts'
import { connectionSteps } from '../../lib/store/stats/connection-steps.ts'
import { readOverview } from '../../lib/store/stats/overview.ts'
import { readParkedGroups } from '../../lib/store/stats/parked-groups.ts'
import { cacheFor } from './cache-for.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Route, route } from './route.ts'

const nothing = z.strictObject({})
/** Many pages that show the same figures ask for them once (ms). */
const SHARED_MS = 1_000
/** A company is new once in years. */
const COMPANIES_SHARED_MS = 30_000

/** Figures: whether all is well, what waits for a person, how far SuccessFactors gets. */
export function statsRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts
  const readShared = cacheFor(
    () => readOverview(pool, new Date(), parts.durabilityRisks(), parts.installation.eventPaths),
    SHARED_MS,
  )
  const readGroups = cacheFor(() => readParkedGroups(pool, {}), SHARED_MS)
  const readCompanies = cacheFor(() => listCompanies(pool), COMPANIES_SHARED_MS)
  return [
    route({
      method: 'get',
      path: '/overview',
      summary: 'Whether all is well, in figures of the last two days',
      grant: 'Monitor',
      query: nothing,
      result: overview,
      handle: readShared,
    }),
    route({
      method: 'get',
      path: '/parked',
      summary: 'What waits for a person, grouped by handler and cause',
      grant: 'Monitor',
      query: z.strictObject({ company: text().optional() }),
      result: parkedGroups,
      handle: ({ query: { company } }) =>
        company === undefined ? readGroups() : readParkedGroups(pool, { company }),
    }),
    route({
      method: 'get',
      path: '/companies',
      summary: 'The SuccessFactors companies that events have come from',
      grant: 'Monitor',
      query: nothing,
      result: companies,
      handle: readCompanies,
    }),
    route({
      method: 'get',
      path: '/connection',
      summary: 'What to type into SuccessFactors, and how far it gets',
      grant: 'Monitor',
      query: nothing,
      result: connection,
      handle: async () => {
        const { ingestPaths, eventPaths, origin, issuers } = parts.installation
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

/** Where a client fetches its token, for the issuers whose layout is known. */
function tokenUrlOf({ kind, issuers: [issuer] }: TrustedIssuer): string | null {
  if (kind === 'xsuaa') return issuer
  return kind === 'ias' ? `${issuer}/oauth2/token` : null
}
