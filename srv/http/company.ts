import type { Request } from 'express'
import { ReceiverError } from '../../lib/errors.ts'

/** Not dots only: those are path segments with a meaning. */
const COMPANY = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/

/** The company in the address, behind the path or as `?company=`; null = none. */
export function companyOf(fromPath: string | undefined, fromQuery: string | null): string | null {
  if (fromPath !== undefined && fromQuery !== null && fromPath !== fromQuery) {
    throw malformed('the same company in path and query', 'two different ones')
  }
  const company = fromPath ?? (fromQuery === '' ? null : fromQuery)
  if (company === null || company === undefined) return null
  if (!COMPANY.test(company)) {
    throw malformed('a company of up to 64 letters, digits, dots, dashes', 'another text')
  }
  return company
}

/** The company in the address of a refused call; null = none, or an invalid one. */
export function claimedCompany({ params, url }: Request): string | null {
  const [, query] = url.split('?', 2)
  try {
    return companyOf(
      params.company as string | undefined,
      new URLSearchParams(query).get('company'),
    )
  } catch {
    return null
  }
}

function malformed(expected: string, found: string): ReceiverError {
  return new ReceiverError(
    'company_invalid',
    `expected ${expected}, found ${found}: correct the endpoint URL in the event connector`,
  )
}
