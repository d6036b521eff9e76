import { ReceiverError } from '../errors.ts'

/** A bound of DecodeLimits was passed: told where it is counted, before more is built. */
export function tooMuch(what: string, limit: number): ReceiverError {
  return new ReceiverError(
    'xml_limit',
    `Expected at most ${limit} ${what}, got more; send less in one message`,
  )
}
