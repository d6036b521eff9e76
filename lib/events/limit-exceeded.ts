import { ReceiverError } from '../errors.ts'

/** The error of an exceeded decode limit. It is thrown while counting, before more is built. */
export function limitExceeded(what: string, limit: number): ReceiverError {
  return new ReceiverError(
    'xml_limit',
    `Expected at most ${limit} ${what}, got more; send less in one message`,
  )
}
