import type { IncomingMessage } from 'node:http'
import type { Response } from 'express'
import { ReceiverError } from '../../lib/errors.ts'

const ORIGIN = 'webhook-request-origin'

/** Whether a sender asks, before it sends, if its events are wanted (CloudEvents webhooks section 4). */
export function isValidation({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers[ORIGIN] !== undefined
}

/**
 * Allows a configured sender to send. Whoever asks has no token yet; nothing is stored, and an address
 * that the sender names for a later answer is never called. Events need a token all the same.
 * @param origins whole names; capitals do not matter
 * @throws ReceiverError `webhook_origin`
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
      'Expected an origin of WEBHOOK_ORIGINS in WebHook-Request-Origin, another one came. If you know the sender, add its whole name there.',
    )
  }
  response
    .writeHead(200, {
      Allow: 'GET, HEAD, POST, OPTIONS',
      'WebHook-Allowed-Origin': allowed,
      // A trusted sender is never told to slow down.
      'WebHook-Allowed-Rate': '*',
      'Content-Length': 0,
    })
    .end()
}
