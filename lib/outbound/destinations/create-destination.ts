import { ReceiverError } from '../../errors.ts'
import {
  type CallAnswer,
  type CallMethod,
  type CallOptions,
  type Destination,
  destinationOf,
} from './destination.ts'
import { DestinationError, readRetryAfter } from './destination-error.ts'

/** Sends a call; resolves with every status. */
export type SendCall = (
  method: CallMethod,
  path: string,
  options: CallOptions,
) => Promise<CallAnswer>

/** A destination that uses `send`; tests pass their own. */
export function createDestination(name: string, send: SendCall): Destination {
  const request = async (method: CallMethod, path: string, options: CallOptions = {}) => {
    const answer = await send(method, path, options)
    if (accepts(answer, options)) return answer
    const hint = isRedirect(answer.status) ? ': redirects are not followed' : ''
    const retryAfter = readRetryAfter(answer.headers, Date.now())
    throw new DestinationError({ destination: name, method, hint }, answer, retryAfter)
  }
  return destinationOf(name, request)
}

function accepts({ ok, status }: CallAnswer, { accepts = [] }: CallOptions): boolean {
  return ok || accepts === 'any' || accepts.includes(status)
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}

export function unknownDestination(name: string): ReceiverError {
  return new ReceiverError(
    'destination_unknown',
    `Expected a destination "${name}", there is none. Create it in the subaccount and bind the destination service, or add it to DESTINATIONS.`,
  )
}
