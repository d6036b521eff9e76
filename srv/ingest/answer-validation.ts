import type { IncomingMessage } from 'node:http'
import type { Response } from 'express'
import { ReceiverError } from '../../lib/errors.ts'

const ORIGIN = 'webhook-request-origin'

/** Whether a sender asks if its events are wanted (CloudEvents webhooks section 4). */
export function isValidation({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers[ORIGIN] !== undefined
}

/**
 * Allows a configured sender to send. The request has no token: it stores nothing, and its callback
 * address is never called. Events still need a token.
 * @param origins whole names; case-insensitive
 * @throws ReceiverError webhook_origin
 */
export function answerValidation(
  { headers }: IncomingMessage,
  response: Response,
  origins: readonly string[],
): void {
  const asked = String(headers[ORIGIN]).trim()
  const allowed = origins.find((origin) => origin.toLowerCase() === asked.toLowerCase())
  if (allowed === undefined) {
    throw new ReceiverError(
      'webhook_origin',
      'Expected an origin of WEBHOOK_ORIGINS in WebHook-Request-Origin, got another one. If you know the sender, add its whole name to WEBHOOK_ORIGINS.',
    )
  }
  response
    .writeHead(200, {
      Allow: 'GET, HEAD, POST, OPTIONS',
      'WebHook-Allowed-Origin': allowed,
      // No rate limit for trusted senders.
      'WebHook-Allowed-Rate': '*',
      'Content-Length': 0,
    })
    .end()
}
