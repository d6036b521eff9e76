import type { Request } from 'express'

/** What the pattern of the ingest path says of a company behind it. */
const COMPANY_PART = '{/:company}'
const UNKNOWN_ROUTE = '(unknown)'

/** Our own pattern of the address: what callers write there may be anything, people included. */
export function routePattern(request: Request): string {
  const { path } = (request.route as { path?: unknown } | undefined) ?? {}
  if (typeof path !== 'string') return UNKNOWN_ROUTE
  return `${request.baseUrl}${path.replace(COMPANY_PART, '')}`
}
