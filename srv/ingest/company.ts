import { ReceiverError } from '../../lib/errors.ts'

/** Dots alone are steps of a path. */
const COMPANY = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/

/** The company that the address names, behind the path or as `?company=`; null = it names none. */
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

function malformed(expected: string, found: string): ReceiverError {
  return new ReceiverError(
    'company_invalid',
    `expected ${expected}, found ${found}: correct the endpoint URL in the event connector`,
  )
}
