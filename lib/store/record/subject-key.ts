import { hash } from 'node:crypto'
import { storableText } from '../db/storable-text.ts'
import type { SubjectRef } from './recording.ts'
import type { SubjectKey } from './subject-text.ts'

/** Longer keys are cut and get a digest: the size of an index row is limited. */
const MAX_KEY_LENGTH = 400

/** The key of a subject's row. An event without a subject is keyed by its message and ordinal. */
export function subjectKeyOf(
  subject: SubjectRef,
  company: string | null,
  messageId: string,
  ordinal: number,
): SubjectKey {
  const key = subject.kind === 'event' ? `${messageId}:${ordinal}` : subject.key
  return {
    company: storableText(company ?? ''),
    kind: storableText(subject.kind),
    key:
      key.length > MAX_KEY_LENGTH
        ? storableText(`${key.slice(0, MAX_KEY_LENGTH)}#${hash('sha256', key)}`)
        : storableText(key),
  }
}
