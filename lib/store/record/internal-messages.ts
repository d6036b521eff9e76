import type { NamedCaller } from '../../auth/caller.ts'

/**
 * Messages that the service sends to itself. Their events are discarded with the code `internal`:
 * they take no identity, and no handler gets them but the one they are planned for.
 */
export const INTERNAL_CALLER: NamedCaller = {
  issuer: 'sf-event-receiver/internal',
  clientId: 'sf-event-receiver',
  tenant: '',
  name: 'sf-event-receiver',
}

/** SQL that is true for a message or event of a sender. @param row alias of its table */
export function isOfSender(row: string): string {
  return `${row}.discarded is distinct from 'internal'`
}

/** SQL array of the handlers that get internal messages only. */
export const INTERNAL_HANDLERS = `array(select id from handler where definition @> '{"internal": true}')`
