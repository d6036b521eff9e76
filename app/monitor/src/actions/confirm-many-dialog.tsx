import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { type ReactNode, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { useTexts } from '../text/use-texts.ts'
import { type ManyKind, type ManyTarget, stopAction } from './act.ts'
import { ActionDialog } from './action-dialog.tsx'
import { needsReason } from './allowed-actions.ts'
import { CommentField } from './comment-field.tsx'
import { Progress } from './progress.tsx'
import type { ManyAction } from './use-many-action.ts'

interface Props {
  readonly kind: ManyKind
  readonly targets: readonly ManyTarget[]
  readonly subject: ReactNode
  /** The parent owns it and shows it after the dialog is closed. */
  readonly action: ManyAction
  readonly count: {
    /** of the button; contains the number */
    readonly text: string
    /** there is something to act on */
    readonly enabled: boolean
    /** counted, and there is nothing to act on */
    readonly nothing: boolean
    readonly error: ApiError | null
  }
  /** shows the count */
  readonly children: ReactNode
  readonly onClose: () => void
}

/** Shows the count of an action, asks for confirmation and shows the progress. */
export function ConfirmManyDialog(props: Props) {
  const { kind, targets, subject, action, count, children, onClose } = props
  const { t } = useTexts()
  const [comment, setComment] = useState('')
  const [begun, setBegun] = useState(false)
  const required = needsReason(kind)
  // Ignore an action that was started before this dialog opened.
  const started = begun && action.ids.length > 0
  const error = begun ? action.error : count.error
  const isOver = started || count.nothing

  const run = useMutation({
    mutationFn: () =>
      started ? action.startMissed({ comment }) : action.start(kind, targets, { comment }),
    onSuccess: () => setBegun(true),
  })

  return (
    <ActionDialog
      title={t.actions.name[kind]}
      error={started ? undefined : error}
      confirm={
        isOver
          ? null
          : {
              text: count.text,
              enabled: count.enabled && (!required || comment.trim() !== ''),
              busy: run.isPending,
              destructive: required,
              run: () => run.mutate(),
            }
      }
      {...(isOver && { closeText: t.common.close })}
      onClose={onClose}
    >
      <p>{subject}</p>
      {started ? (
        <Started
          action={action}
          error={error}
          pending={run.isPending}
          onTryAgain={() => run.mutate()}
        />
      ) : (
        <>
          <p>{t.actions.means[kind]}</p>
          {children}
          {!count.nothing && (
            <CommentField value={comment} required={required} onChange={setComment} />
          )}
        </>
      )}
    </ActionDialog>
  )
}

interface StartedProps {
  readonly action: ManyAction
  readonly error: ApiError | null | undefined
  readonly pending: boolean
  readonly onTryAgain: () => void
}

function Started({ action, error, pending, onTryAgain }: StartedProps) {
  const { t } = useTexts()
  const { ids, progress, missed } = action
  return (
    <>
      <Progress progress={progress} />
      {missed.length > 0 && (
        <div>
          <p>{t.actions.notStarted(missed.length, action.asked)}</p>
          {error != null && <ErrorNote error={error} />}
          <Button loading={pending} onClick={onTryAgain}>
            {t.common.tryAgain}
          </Button>
        </div>
      )}
      {progress?.ended !== true && (
        <Button design="Transparent" onClick={() => ids.forEach((id) => void stopAction(id))}>
          {t.actions.stop}
        </Button>
      )}
    </>
  )
}
