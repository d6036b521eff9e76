import type { ServerResponse } from 'node:http'

/** nginx's status for a caller that went away: nothing was answered, and no 200 is to be counted. */
const CALLER_GONE = 499

/** The status that the caller was answered with. Node's own says 200 until something else is set. */
export function answeredStatus({ headersSent, statusCode }: ServerResponse): number {
  return headersSent ? statusCode : CALLER_GONE
}
