import { hash } from 'node:crypto'
import type { NamedCaller } from '../auth/caller.ts'
import { isFromOtherSender, type SenderRule } from '../auth/sender-rule.ts'
import type { DecodedMessage } from '../events/event.ts'
import { identityOf } from '../events/identity.ts'
import { personFields } from '../events/person-fields.ts'
import type { ReadingHints } from '../events/reading-hints.ts'
import { subjectOf } from '../events/subject.ts'
import type { EventToRecord } from '../store/record/recording.ts'
import type { RegisteredHandler } from './discover-handlers.ts'
import { planDeliveries } from './plan-deliveries.ts'

export interface MessageReceipt {
  readonly messageId: string
  readonly caller: Pick<NamedCaller, 'issuer' | 'clientId' | 'name'>
  readonly company: string | null
  readonly receivedAt: Date
  readonly body: Buffer
  readonly hints: ReadingHints | null
}

/**
 * Determines subject, identity and handlers of each event.
 * @param senders empty if an operator hands over a discarded event
 */
export function planMessage(
  decoded: DecodedMessage,
  { messageId, caller, company, receivedAt, body, hints }: MessageReceipt,
  handlers: readonly RegisteredHandler[],
  senders: readonly SenderRule[],
): EventToRecord[] {
  const persons = personFields(hints?.persons)
  const scope = company ?? `${caller.issuer} ${caller.clientId}`
  let hashed: string | null = null
  const bodyHash = () => {
    hashed ??= hash('sha256', body)
    return hashed
  }
  return decoded.events.map((event, ordinal) => {
    const { field, ...subject } = subjectOf(event, persons)
    const isDiscarded = isFromOtherSender(senders, { type: event.type, company }, caller)
    return {
      event,
      identity: identityOf(event, {
        scope,
        bodyHash,
        place: ordinal,
        lane: decoded.contract === 'record' ? subject : null,
        caller: `${caller.issuer} ${caller.clientId}`,
        isCloudEvent: decoded.contract === 'cloudevents',
      }),
      subject,
      subjectField: field,
      discarded: isDiscarded ? ('other_sender' as const) : null,
      deliveries: isDiscarded
        ? []
        : planDeliveries(event, { messageId, ordinal, company, receivedAt }, subject, handlers),
    }
  })
}
