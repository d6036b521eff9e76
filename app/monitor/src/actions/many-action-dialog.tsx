import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { type ReactNode, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import type { Texts } from '../text/en.ts'
import { useTexts } from '../text/use-texts.ts'
import { countMany, type ManyKind, type ManyTarget, stopAction } from './act.ts'
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
  /** Shown beside the count. */
  readonly note?: (matched: number) => ReactNode
  readonly onClose: () => void
}

/** The count changes nothing, but the API requires a reason for it. */
const COUNT_REASON = 'dry run'

/** Counts the items of an action, asks for confirmation and shows the progress. */
export function ManyActionDialog(props: Props) {
  const { kind, targets, subject, action, note, onClose } = props
  const { t } = useTexts()
  const [comment, setComment] = useState('')
  const [begun, setBegun] = useState(false)
  const { data: count, error: uncounted } = useQuery({
    queryKey: ['count', targets],
    queryFn: ({ signal }) => countMany(targets, COUNT_REASON, signal),
    gcTime: 0,
    meta: { once: true },
  })
  const required = needsReason(kind)
  // Ignore an action that was started before this dialog opened.
  const started = begun && action.ids.length > 0
  const error = begun ? action.error : uncounted
  const nothing = count?.matched === 0

  const run = useMutation({
    mutationFn: () =>
      started ? action.startMissed({ comment }) : action.start(kind, targets, { comment }),
    onSuccess: () => setBegun(true),
  })

  const ready = count !== undefined && !nothing && (!required || comment.trim() !== '')
  const name = t.actions.name[kind]
  const concerns = concernsOf(kind, t.actions)
  return (
    <ActionDialog
      title={name}
      error={started ? undefined : error}
      confirm={
        started || nothing
          ? null
          : {
              text:
                count === undefined
                  ? name
                  : t.actions.confirmMany(name, count.matched, count.atLeast),
              enabled: ready,
              busy: run.isPending,
              destructive: required,
              run: () => run.mutate(),
            }
      }
      {...((started || nothing) && { closeText: t.common.close })}
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
          <div className="action-count" role="status">
            {count === undefined
              ? t.actions.counting
              : nothing
                ? t.actions.concernsNothing
                : concerns(count.matched, count.atLeast)}
            {count !== undefined && note?.(count.matched)}
          </div>
          {!nothing && <CommentField value={comment} required={required} onChange={setComment} />}
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

/** The text for the kind of items that were counted. */
function concernsOf(kind: ManyKind, words: Texts['actions']) {
  if (kind === 'backfill') return words.concernsBackfill
  return kind === 'decode' ? words.concernsMessages : words.concerns
}
