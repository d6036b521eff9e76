import type { IncomingMessage, ServerResponse } from 'node:http'

const awaiting = new WeakSet<IncomingMessage>()

/** The caller holds its body back until it is told to go on (RFC 9110 section 10.1.1). */
export function holdContinue(request: IncomingMessage): void {
  awaiting.add(request)
}

/** Lets the body of an accepted call come. */
export function sendContinue(request: IncomingMessage, response: ServerResponse): void {
  if (awaiting.delete(request)) response.writeContinue()
}
