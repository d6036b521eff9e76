import { hash } from 'node:crypto'
import type { Caller } from '../auth/caller.ts'
import type { DecodedMessage } from '../events/event.ts'
import { identityOf } from '../events/identity.ts'
import { subjectOf } from '../events/subject.ts'
import type { EventToRecord } from '../store/recording.ts'
import { planDeliveries } from './plan-deliveries.ts'
import type { RegisteredHandler } from './registered-handler.ts'

/** What is known of a message beside what it says. */
export interface MessageReceipt {
  readonly messageId: string
  readonly caller: Pick<Caller, 'issuer' | 'clientId'>
  readonly company: string | null
  readonly receivedAt: Date
  readonly body: Buffer
}

/** Decides for each event of a message who it is about, how it is recognised, and who gets it. */
export function planMessage(
  decoded: DecodedMessage,
  { messageId, caller, company, receivedAt, body }: MessageReceipt,
  handlers: readonly RegisteredHandler[],
): EventToRecord[] {
  const scope = company ?? `${caller.issuer} ${caller.clientId}`
  let hashed: string | null = null
  const bodyHash = () => {
    hashed ??= hash('sha256', body)
    return hashed
  }
  const isWholePayload = decoded.format === 'json'
  return decoded.events.map((event, ordinal) => {
    const subject = subjectOf(event, decoded)
    return {
      event,
      identity: identityOf(event, { scope, bodyHash, place: ordinal, isWholePayload }),
      subject,
      deliveries: planDeliveries(
        event,
        { messageId, ordinal, company, receivedAt },
        subject,
        handlers,
      ),
    }
  })
}
