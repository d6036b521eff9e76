import { ReceiverError } from '../../errors.ts'
import type { Caller } from '../caller.ts'

/**
 * Admits SAP Cloud Application Event Hub at its own path: a Cloud Identity token whose `azp` is the
 * client of the binding. That client has no other grant, and no other client is admitted here.
 * @param issuers names of the trusted Cloud Identity tenants
 * @throws ReceiverError user_token_not_allowed, caller_path
 */
export function requireEventHub(
  caller: Caller,
  clientId: string,
  issuers: readonly string[],
): void {
  if (caller.person) {
    throw new ReceiverError(
      'user_token_not_allowed',
      'Expected the token of Event Hub, got the token of a person. Let Event Hub call this address, and nobody else.',
    )
  }
  if (caller.clientId === clientId && issuers.includes(caller.issuer)) return
  throw new ReceiverError(
    'caller_path',
    'Expected a token of Cloud Identity whose azp is the client of the event-broker binding, got another client. Bind the Event Hub instance that sends here, or let other senders call the paths of INGEST_PATHS.',
  )
}
