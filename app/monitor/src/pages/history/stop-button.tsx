import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { stopAction } from '../../actions/act.ts'
import { canBeStopped } from '../../actions/allowed-actions.ts'
import type { Action } from '../../api/shapes.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly action: Action
  readonly onDone: () => void
}

/** Stops a running action for many, regardless of who started it. */
export function StopButton({ action, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const stop = useMutation({ mutationFn: stopAction, onSuccess: onDone })
  if (!operate || !canBeStopped(action)) return null

  return (
    <>
      <Button design="Transparent" loading={stop.isPending} onClick={() => stop.mutate(action.id)}>
        {t.actions.stop}
      </Button>
      {stop.error !== null && <ErrorNote error={stop.error} />}
    </>
  )
}
