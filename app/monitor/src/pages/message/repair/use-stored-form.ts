import { useState } from 'react'
import type { ApiError } from '../../../api/api-error.ts'
import { addressOf, getBytes } from '../../../api/request.ts'
import type { MessageDetail } from '../../../api/shapes.ts'
import { useOnce } from '../../../api/use-once.ts'
import { useMay } from '../../../session/session.ts'
import { bodyText } from '../body-text.ts'
import { draftOf, type RepairDraft } from './repair-draft.ts'

export interface StoredForm {
  /** undefined: the body is still loading */
  readonly before: RepairDraft | undefined
  readonly error: ApiError | null
}

/** The initial form of a repair. Readers with Reveal get the body, and the service records it. */
export function useStoredForm(message: MessageDetail): StoredForm {
  const reveal = useMay('Reveal')
  const [opened] = useState(message)
  const { id, contentType, contentEncoding } = opened
  const isText = contentEncoding === null
  const { data, error } = useOnce(
    ['stored form', id],
    async () => bodyText(await getBytes(addressOf(`/messages/${id}/body`)), contentType),
    reveal && isText,
  )
  const body = reveal && isText ? data : reveal ? '' : null
  return { before: body === undefined ? undefined : draftOf(opened, body), error }
}
