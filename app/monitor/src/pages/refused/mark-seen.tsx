import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { markSeen } from '../../actions/act.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly refusalId: string
  /** names the cause to screen readers */
  readonly title: string
  readonly onDone: () => Promise<unknown>
}

/** Marks a cause as seen up to its last call. It returns when it happens again. */
export function MarkSeen({ refusalId, title, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const mark = useMutation({ mutationFn: markSeen, onSuccess: () => onDone() })
  if (!operate) return null

  return (
    <>
      <Button
        loading={mark.isPending}
        accessibleName={`${t.refused.markSeen}: ${title}`}
        onClick={() => mark.mutate(refusalId)}
      >
        {t.refused.markSeen}
      </Button>
      {mark.error !== null && <ErrorNote error={mark.error} />}
    </>
  )
}
