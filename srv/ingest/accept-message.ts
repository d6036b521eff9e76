import type { NamedCaller } from '../../lib/auth/caller.ts'
import type { SenderRule } from '../../lib/auth/sender-rule.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { decodeMessage } from '../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../lib/events/event.ts'
import type { MessageWarning } from '../../lib/events/message-warning.ts'
import { neededHints, type ReadingHints } from '../../lib/events/reading-hints.ts'
import { planMessage } from '../../lib/handlers/plan-message.ts'
import type { RegisteredHandler } from '../../lib/handlers/registered-handler.ts'
import { newId } from '../../lib/new-id.ts'
import type { CallTrace } from '../../lib/observability/tracing/tracing.ts'
import type { Recorder } from '../../lib/store/recorder.ts'
import type { MessageToRecord, Recorded } from '../../lib/store/recording.ts'

/** An authenticated call with its body read. */
export interface Call {
  readonly caller: NamedCaller
  readonly company: string | null
  readonly typeHint: string | null
  readonly hints: ReadingHints | null
  readonly warnings: readonly MessageWarning[]
  readonly contentType: string | undefined
  /** of a body that is kept as it was sent because it could not be unzipped */
  readonly contentEncoding?: string | undefined
  readonly correlationId: string
  readonly trace: CallTrace
  readonly receivedAt: Date
  /** what it has waited for its token to be verified: all its waits share one time (ms) */
  readonly waitedMs: number
  readonly body: Buffer
}

export type Acceptance =
  | {
      readonly kind: 'accepted'
      readonly messageId: string
      readonly decoded: DecodedMessage
      readonly recorded: Recorded
      /** false = another sender counts for all of its events */
      readonly counts: boolean
    }
  /** kept as it came, to be decoded again after a fix */
  | { readonly kind: 'undecodable'; readonly messageId: string; readonly error: ReceiverError }

type UntracedMessage = Omit<MessageToRecord, 'traceparent'>

interface PlanOptions {
  readonly handlers: readonly RegisteredHandler[]
  readonly senders: readonly SenderRule[]
}

export interface AcceptOptions extends PlanOptions {
  readonly recorder: Recorder
}

/** Decode, decide who gets what, record: everything between the token and the answer. */
export async function acceptMessage(
  call: Call,
  { recorder, ...plan }: AcceptOptions,
): Promise<Acceptance> {
  const messageId = newId()
  let decoded: DecodedMessage
  try {
    decoded = decodeMessage(call.body, call)
  } catch (error) {
    // A fault of the decoder itself loses nothing either: the body waits for its correction.
    const known = error instanceof ReceiverError ? error : undecodableByFault(error)
    return keepUndecodable(call, known, recorder, messageId)
  }
  try {
    const message = decodable(call, messageId, decoded, plan)
    const recorded = await record(call, message, recorder)
    const counts =
      message.events.length === 0 || message.events.some((event) => event.discarded === null)
    return { kind: 'accepted', messageId, decoded, recorded, counts }
  } catch (error) {
    if (error instanceof ReceiverError) throw error
    // The database refuses this very message: it is kept without its events, and nothing is lost.
    await record(call, undecodable(call, messageId, 'not_recordable'), recorder)
    const refused = new ReceiverError('not_recordable', NOT_RECORDABLE, { cause: error })
    return { kind: 'undecodable', messageId, error: refused }
  }
}

/** Stores a body that could not be read, to be decoded again after a fix. */
export async function keepUndecodable(
  call: Call,
  error: ReceiverError,
  recorder: Recorder,
  messageId = newId(),
): Promise<Acceptance> {
  await record(call, undecodable(call, messageId, error.code), recorder)
  return { kind: 'undecodable', messageId, error }
}

/** What is recorded keeps the trace that its attempts will continue. */
function record(
  { trace, waitedMs }: Call,
  message: UntracedMessage,
  recorder: Recorder,
): Promise<Recorded> {
  return trace.record(message.id, (traceparent) =>
    recorder.record({ ...message, traceparent }, waitedMs),
  )
}

function undecodableByFault(cause: unknown): ReceiverError {
  const sentence =
    'the receiver could not read the body: it is kept, tell whoever runs the receiver'
  return new ReceiverError('not_recordable', sentence, { cause })
}

const NOT_RECORDABLE =
  'expected a message whose events can be stored, this one cannot: it is kept, tell whoever runs the receiver'

function decodable(
  call: Call,
  messageId: string,
  decoded: DecodedMessage,
  { handlers, senders }: PlanOptions,
): UntracedMessage {
  return {
    ...envelopeOf(call, messageId),
    format: decoded.format,
    contract: decoded.contract,
    type: decoded.type ?? decoded.events[0]?.type ?? null,
    externalEventId: decoded.externalEventId,
    hints: neededHints(call.hints, decoded),
    problem: null,
    warnings: [...call.warnings, ...(decoded.warnings ?? [])],
    events: planMessage(decoded, { ...call, messageId }, handlers, senders),
  }
}

function undecodable(call: Call, messageId: string, problem: string): UntracedMessage {
  return {
    ...envelopeOf(call, messageId),
    format: null,
    contract: null,
    type: null,
    externalEventId: null,
    problem,
    events: [],
  }
}

function envelopeOf(call: Call, messageId: string) {
  return {
    id: messageId,
    receivedAt: call.receivedAt,
    caller: call.caller,
    company: call.company,
    correlationId: call.correlationId,
    contentType: call.contentType ?? null,
    contentEncoding: call.contentEncoding ?? null,
    typeHint: call.typeHint,
    hints: call.hints,
    warnings: call.warnings,
    body: call.body,
  }
}
