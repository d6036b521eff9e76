import type { IncomingMessage, ServerResponse } from 'node:http'

const awaiting = new WeakSet<IncomingMessage>()

/** Notes that the caller waits for `100 Continue` (RFC 9110 section 10.1.1). */
export function holdContinue(request: IncomingMessage): void {
  awaiting.add(request)
}

/** Asks an accepted caller for its body. */
export function sendContinue(request: IncomingMessage, response: ServerResponse): void {
  if (awaiting.delete(request)) response.writeContinue()
}
