import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { type ReactNode, useState } from 'react'
import { ErrorNote } from '../parts/error-note.tsx'
import type { Texts } from '../text/en.ts'
import { useTexts } from '../text/use-texts.ts'
import { countMany, type ManyKind, type ManyTarget, stopAction } from './act.ts'
import { ActionDialog } from './action-dialog.tsx'
import { needsReason } from './allowed-actions.ts'
import { Progress } from './progress.tsx'
import { ReasonField } from './reason-field.tsx'
import type { ManyAction } from './use-many-action.ts'

interface Props {
  readonly kind: ManyKind
  readonly targets: readonly ManyTarget[]
  readonly subject: ReactNode
  /** of the place that goes on to show it when the dialog is closed */
  readonly action: ManyAction
  /** beside the count, once it is known */
  readonly note?: (matched: number) => ReactNode
  readonly onClose: () => void
}

/** The count runs without changing anything; where a reason is needed it is given one all the same. */
const COUNT_REASON = 'dry run'

/** Counts what an action would be done with, asks, and shows how far it is. */
export function ManyActionDialog(props: Props) {
  const { kind, targets, subject, action, note, onClose } = props
  const { t } = useTexts()
  const [reason, setReason] = useState('')
  const [begun, setBegun] = useState(false)
  const { ids, progress, missed } = action
  const { data: count, error: uncounted } = useQuery({
    queryKey: ['count', targets],
    queryFn: ({ signal }) => countMany(targets, COUNT_REASON, signal),
    gcTime: 0,
    meta: { once: true },
  })
  const required = needsReason(kind)
  // What was begun here before this dialog is not its own.
  const started = begun && ids.length > 0
  const error = begun ? action.error : uncounted
  const nothing = count?.matched === 0

  const run = useMutation({
    mutationFn: () =>
      started ? action.startMissed({ reason }) : action.start(kind, targets, { reason }),
    onSuccess: () => setBegun(true),
  })

  const ready =
    !run.isPending && count !== undefined && !nothing && (!required || reason.trim() !== '')
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
              destructive: required,
              run: () => run.mutate(),
            }
      }
      {...((started || nothing) && { closeText: t.common.close })}
      onClose={onClose}
    >
      <p>{subject}</p>
      {started ? (
        <>
          <Progress progress={progress} />
          {missed.length > 0 && (
            <div>
              <p>{t.actions.notStarted(missed.length, action.asked)}</p>
              {error != null && <ErrorNote error={error} />}
              <Button disabled={run.isPending} onClick={() => run.mutate()}>
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
          {!nothing && <ReasonField value={reason} required={required} onChange={setReason} />}
        </>
      )}
    </ActionDialog>
  )
}

/** Of what kind the things are that were counted. */
function concernsOf(kind: ManyKind, words: Texts['actions']) {
  if (kind === 'backfill') return words.concernsBackfill
  return kind === 'decode' ? words.concernsMessages : words.concerns
}
