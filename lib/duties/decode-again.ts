import { ReceiverError } from '../errors.ts'
import type { DecodedMessage } from '../events/event.ts'
import { decodeStored } from '../events/stored-body.ts'
import { planMessage } from '../handlers/plan-message.ts'
import type { RegisteredHandler } from '../handlers/registered-handler.ts'
import { nameDecodedSubjects } from '../store/actions/record-reveal.ts'
import type { ClientBase, Pool } from '../store/database.ts'
import type { MessageToRecord } from '../store/recording.ts'
import { findMessages, type StoredMessage } from '../store/statements/find-messages.ts'
import { lockUndecodable, noteProblem } from '../store/statements/update-decoded.ts'
import { inTransaction } from '../store/transaction.ts'
import { type RecordingContext, writeRecording } from '../store/write-recording.ts'
import type { Worked } from './backfill.ts'

export interface DecodeAgainOptions {
  readonly pool: Pool
  readonly handlers: readonly RegisteredHandler[]
  readonly recording: Omit<RecordingContext, 'callerIds' | 'known'>
}

/**
 * Decodes messages that could not be read when they came, one transaction each. What can be read now
 * is recorded as if it came now: known events are repeats, new ones get their deliveries.
 */
export async function decodeAgain(
  options: DecodeAgainOptions,
  messageIds: readonly string[],
): Promise<Worked> {
  let done = 0
  for (const id of messageIds) {
    const decoded = await inTransaction(options.pool, async (client) => ({
      result: await decodeOne(client, options, id),
      lastStatement: Promise.resolve(),
    }))
    if (decoded) done += 1
  }
  return { done, refused: messageIds.length - done }
}

async function decodeOne(
  client: ClientBase,
  { handlers, recording }: DecodeAgainOptions,
  id: string,
): Promise<boolean> {
  if (!(await lockUndecodable(client, id))) return false
  const [stored] = await findMessages(client, [id])
  if (stored === undefined) return false
  let decoded: DecodedMessage
  try {
    decoded = decodeStored(stored)
  } catch (error) {
    const code = error instanceof ReceiverError ? error.code : 'not_recordable'
    await noteProblem(client, id, code)
    return false
  }
  const message = toRecord(stored, decoded, handlers)
  const callerIds = new Map([[message, stored.callerId]])
  const { lastStatement } = await writeRecording(client, [message], {
    ...recording,
    callerIds,
    known: true,
  })
  await lastStatement
  await nameDecodedSubjects(client, id)
  return true
}

function toRecord(
  stored: StoredMessage,
  decoded: DecodedMessage,
  handlers: readonly RegisteredHandler[],
): MessageToRecord {
  const { issuer, clientId, tenant, name } = stored
  const caller = { issuer, clientId, tenant, name }
  return {
    id: stored.id,
    receivedAt: stored.receivedAt,
    caller,
    company: stored.company,
    correlationId: stored.correlationId,
    // Its row has kept what it was recorded with.
    traceparent: null,
    contentType: stored.contentType,
    contentEncoding: null,
    typeHint: stored.typeHint,
    hints: stored.hints,
    warnings: decoded.warnings ?? [],
    format: decoded.format,
    contract: decoded.contract,
    type: decoded.type ?? decoded.events[0]?.type ?? null,
    externalEventId: decoded.externalEventId,
    body: stored.body,
    problem: null,
    events: planMessage(decoded, { ...stored, messageId: stored.id, caller }, handlers),
  }
}
