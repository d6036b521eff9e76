import { useEffect, useState } from 'react'
import { type ApiError, asApiError } from '../../../api/api-error.ts'
import { addressOf, getBytes } from '../../../api/request.ts'
import type { MessageDetail } from '../../../api/shapes.ts'
import { useMay } from '../../../session/session.ts'
import { bodyText } from '../body-text.ts'
import { draftOf, type RepairDraft } from './repair-draft.ts'

export interface StoredForm {
  /** undefined = the body is being read */
  readonly before: RepairDraft | undefined
  readonly error: ApiError | undefined
}

/** The form that a repair begins with. Readers with Reveal get the body; that look is recorded. */
export function useStoredForm(message: MessageDetail): StoredForm {
  const reveal = useMay('Reveal')
  const [opened] = useState(message)
  const [before, setBefore] = useState<RepairDraft>()
  const [error, setError] = useState<ApiError>()

  useEffect(() => {
    let isOpen = true
    if (!reveal) setBefore(draftOf(opened, null))
    else if (opened.contentEncoding !== null) setBefore(draftOf(opened, ''))
    else {
      getBytes(addressOf(`/messages/${opened.id}/body`)).then(
        (bytes) => isOpen && setBefore(draftOf(opened, bodyText(bytes, opened.contentType))),
        (problem) => isOpen && setError(asApiError(problem)),
      )
    }
    return () => {
      isOpen = false
    }
  }, [opened, reveal])

  return { before, error }
}
