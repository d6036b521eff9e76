import type { NamedCaller } from '../../lib/auth/caller.ts'
import type { SenderRule } from '../../lib/auth/sender-rule.ts'
import { ReceiverError } from '../../lib/errors.ts'
import type { DecodedMessage } from '../../lib/events/event.ts'
import type { MessageWarning } from '../../lib/events/message-warning.ts'
import { neededHints } from '../../lib/events/reading-hints.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { planMessage } from '../../lib/handlers/plan-message.ts'
import { newId } from '../../lib/new-id.ts'
import type { CallTrace } from '../../lib/observability/tracing/tracing.ts'
import type { Recorder } from '../../lib/store/record/recorder.ts'
import type { MessageToRecord, Recorded } from '../../lib/store/record/recording.ts'
import { readMessage, type SentBody, type StoredForm } from './read-message.ts'

/** An authenticated call with its body. */
export interface Call extends SentBody {
  readonly caller: NamedCaller
  readonly company: string | null
  readonly warnings: readonly MessageWarning[]
  readonly correlationId: string
  readonly trace: CallTrace
  readonly receivedAt: Date
  /** how long the call waited for its token's verification (ms): all its waits share one limit */
  readonly waitedMs: number
}

export type Acceptance =
  | {
      readonly kind: 'accepted'
      readonly messageId: string
      readonly body: Buffer
      readonly decoded: DecodedMessage
      readonly recorded: Recorded
      /** false = all its events were discarded because another sender counts */
      readonly counts: boolean
    }
  /** stored as it came, to be decoded again after a fix */
  | {
      readonly kind: 'undecodable'
      readonly messageId: string
      readonly body: Buffer
      readonly error: ReceiverError
    }

type UntracedMessage = Omit<MessageToRecord, 'traceparent'>

export interface AcceptOptions {
  readonly handlers: readonly RegisteredHandler[]
  /** which senders count */
  readonly senders: readonly SenderRule[]
  readonly recorder: Recorder
}

/** Decodes a message, plans its deliveries and records both. */
export async function acceptMessage(call: Call, options: AcceptOptions): Promise<Acceptance> {
  const messageId = newId()
  const { decoded, ...form } = await readMessage(call)
  const { body } = form
  if (decoded instanceof ReceiverError) return keepUndecodable(decoded)
  try {
    const message = decodable(call, messageId, form, decoded, options)
    const recorded = await record(call, message, options.recorder)
    const { events } = message
    const counts = events.length === 0 || events.some(({ discarded }) => discarded === null)
    return { kind: 'accepted', messageId, body, decoded, recorded, counts }
  } catch (error) {
    if (error instanceof ReceiverError) throw error
    // The database refuses this message: store its body without its events.
    return keepUndecodable(new ReceiverError('not_recordable', NOT_RECORDABLE, { cause: error }))
  }

  async function keepUndecodable(error: ReceiverError): Promise<Acceptance> {
    await record(call, undecodable(call, messageId, form, error.code), options.recorder)
    return { kind: 'undecodable', messageId, body, error }
  }
}

const NOT_RECORDABLE =
  'expected a message with storable events, these are not; the body was stored: contact its operator'

/** Records a message with the trace that its attempts continue. */
function record(
  { trace, waitedMs, limits }: Call,
  message: UntracedMessage,
  recorder: Recorder,
): Promise<Recorded> {
  // The time that the sender took does not count.
  const waited = waitedMs + limits.room.waitedMs()
  return trace.record(message.id, (traceparent) =>
    recorder.record({ ...message, traceparent }, waited),
  )
}

function decodable(
  call: Call,
  messageId: string,
  form: StoredForm,
  decoded: DecodedMessage,
  { handlers, senders }: AcceptOptions,
): UntracedMessage {
  const { body, hints } = form
  return {
    ...envelopeOf(call, messageId, form),
    format: decoded.format,
    contract: decoded.contract,
    type: decoded.type ?? decoded.events[0]?.type ?? null,
    externalEventId: decoded.externalEventId,
    hints: neededHints(hints, decoded),
    errorCode: null,
    warnings: [...call.warnings, ...(decoded.warnings ?? [])],
    events: planMessage(decoded, { ...call, messageId, body, hints }, handlers, senders),
  }
}

function undecodable(
  call: Call,
  messageId: string,
  form: StoredForm,
  errorCode: string,
): UntracedMessage {
  return {
    ...envelopeOf(call, messageId, form),
    format: null,
    contract: null,
    type: null,
    externalEventId: null,
    errorCode,
    events: [],
  }
}

function envelopeOf(call: Call, messageId: string, form: StoredForm) {
  return {
    id: messageId,
    receivedAt: call.receivedAt,
    caller: call.caller,
    company: call.company,
    correlationId: call.correlationId,
    contentType: call.contentType ?? null,
    typeHint: call.typeHint,
    warnings: call.warnings,
    ...form,
  }
}
