import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { markSeen } from '../../actions/act.ts'
import { type ApiError, asApiError } from '../../api/api-error.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly refusalId: string
  /** names the cause to screen readers */
  readonly title: string
  readonly onDone: () => Promise<void>
}

/** Marks a cause as seen up to its last call: it returns when it happens again. */
export function MarkSeen({ refusalId, title, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<ApiError>()
  if (!operate) return null

  async function mark(): Promise<void> {
    setWorking(true)
    try {
      await markSeen(refusalId)
      setError(undefined)
      await onDone()
    } catch (problem) {
      setError(asApiError(problem))
    }
    setWorking(false)
  }

  return (
    <>
      <Button
        disabled={working}
        accessibleName={`${t.refused.markSeen}: ${title}`}
        onClick={() => void mark()}
      >
        {t.refused.markSeen}
      </Button>
      {error !== undefined && <ErrorNote error={error} />}
    </>
  )
}
