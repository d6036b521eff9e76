import type { Request } from 'express'
import { ReceiverError } from '../../lib/errors.ts'

/** Not dots only: those are path segments with a meaning. */
const COMPANY = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/

/** The company in the address, behind the path or as `?company=`; null = none. */
export function companyOf(
  fromPath: string | undefined,
  fromQuery: readonly string[],
): string | null {
  const named = new Set(fromPath === undefined ? fromQuery : [fromPath, ...fromQuery])
  if (named.size > 1) throw malformed('one company in path and query', 'different ones')
  const [company = ''] = named
  if (company === '') return null
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
      new URLSearchParams(query).getAll('company'),
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
