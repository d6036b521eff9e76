import { ReceiverError } from '../errors.ts'

/** The error of an exceeded decode limit. It is thrown while counting, before more is built. */
export function limitExceeded(what: string, limit: number): ReceiverError {
  return new ReceiverError(
    'content_limit',
    `Expected at most ${limit} ${what}, got more; send less in one message`,
  )
}

/** Reads XML: an exceeded limit has a code of its own there. */
export function inXml<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ReceiverError) || error.code !== 'content_limit') throw error
    throw new ReceiverError('xml_limit', error.message)
  }
}
