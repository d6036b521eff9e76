import type { DecodedMessage } from '../events/event.ts'
import { nameDecodedSubjects } from '../store/actions/record-reveal.ts'
import type { ClientBase, Pool } from '../store/database.ts'
import type { StoredMessage } from '../store/statements/find-messages.ts'
import { type RecordingContext, writeRecording } from '../store/write-recording.ts'
import { type StoredMessageOptions, storedToRecord } from './stored-to-record.ts'

export interface RecordStoredOptions extends StoredMessageOptions {
  readonly pool: Pool
  readonly recording: Omit<RecordingContext, 'callerIds' | 'known' | 'starts'>
}

/**
 * Records a stored message that can be read now as if it came now: known events are repeats, new ones
 * get their deliveries. The message must be locked and undecodable.
 */
export async function recordStored(
  client: ClientBase,
  options: Omit<RecordStoredOptions, 'pool'>,
  stored: StoredMessage,
  decoded: DecodedMessage,
): Promise<void> {
  const message = storedToRecord(stored, decoded, options)
  const callerIds = new Map([[message, stored.callerId]])
  const context = { ...options.recording, callerIds, known: true, starts: null }
  const { lastStatement } = await writeRecording(client, [message], context)
  await lastStatement
  await nameDecodedSubjects(client, stored.id)
}
