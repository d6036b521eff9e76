import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { stopAction } from '../../actions/act.ts'
import { canBeStopped } from '../../actions/allowed-actions.ts'
import { type ApiError, asApiError } from '../../api/api-error.ts'
import type { Action } from '../../api/shapes.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly action: Action
  readonly onDone: () => void
}

/** Stops an action for many that is still running, whoever began it and wherever. */
export function StopButton({ action, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<ApiError>()
  if (!operate || !canBeStopped(action)) return null

  async function stop(): Promise<void> {
    setWorking(true)
    try {
      await stopAction(action.id)
      setError(undefined)
      onDone()
    } catch (problem) {
      setError(asApiError(problem))
    }
    setWorking(false)
  }

  return (
    <>
      <Button design="Transparent" disabled={working} onClick={() => void stop()}>
        {t.actions.stop}
      </Button>
      {error !== undefined && <ErrorNote error={error} />}
    </>
  )
}
