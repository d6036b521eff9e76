import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiError } from '../../../api/api-error.ts'
import { addressOf, getBytes } from '../../../api/request.ts'
import type { MessageDetail } from '../../../api/shapes.ts'
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
  const { data, error } = useQuery({
    queryKey: ['stored form', id],
    queryFn: async () => bodyText(await getBytes(addressOf(`/messages/${id}/body`)), contentType),
    enabled: reveal && isText,
    gcTime: 0,
    meta: { once: true },
  })
  const body = reveal && isText ? data : reveal ? '' : null
  return { before: body === undefined ? undefined : draftOf(opened, body), error }
}
