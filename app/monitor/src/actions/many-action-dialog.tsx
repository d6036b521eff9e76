import { Button } from '@ui5/webcomponents-react/Button'
import { type ReactNode, useEffect, useState } from 'react'
import { type ApiError, asApiError, isAborted } from '../api/api-error.ts'
import type { Started } from '../api/shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import { countMany, type ManyTarget, startMany, stopAction } from './act.ts'
import { ActionDialog } from './action-dialog.tsx'
import { needsReason } from './allowed-actions.ts'
import { type ManyKind, Progress } from './progress.tsx'
import { ReasonField } from './reason-field.tsx'
import { type ActionProgress, useActionProgress } from './use-action-progress.ts'

interface Props {
  readonly kind: ManyKind
  readonly targets: readonly ManyTarget[]
  readonly subject: ReactNode
  /** beside the count, once it is known */
  readonly note?: (matched: number) => ReactNode
  readonly onProgress?: (progress: ActionProgress) => void
  readonly onClose: () => void
}

/** The count runs without changing anything; where a reason is needed it is given one all the same. */
const COUNT_REASON = 'dry run'

/** Counts what an action would be done with, asks, and shows how far it is. */
export function ManyActionDialog(props: Props) {
  const { kind, targets, subject, note, onProgress, onClose } = props
  const { t } = useTexts()
  const [count, setCount] = useState<Started>()
  const [reason, setReason] = useState('')
  const [ids, setIds] = useState<readonly string[]>([])
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<ApiError>()
  const progress = useActionProgress(ids)
  const required = needsReason(kind)
  const started = ids.length > 0
  const nothing = count?.matched === 0
  const key = JSON.stringify(targets)

  useEffect(() => {
    const controller = new AbortController()
    countMany(JSON.parse(key) as ManyTarget[], COUNT_REASON, controller.signal).then(
      setCount,
      (problem) => isAborted(problem) || setError(asApiError(problem)),
    )
    return () => controller.abort()
  }, [key])

  useEffect(() => {
    if (progress !== null) onProgress?.(progress)
  }, [progress, onProgress])

  async function run(): Promise<void> {
    setWorking(true)
    setError(undefined)
    try {
      setIds(await startMany(targets, { reason }))
    } catch (problem) {
      setError(asApiError(problem))
    } finally {
      setWorking(false)
    }
  }

  const ready = !working && count !== undefined && !nothing && (!required || reason.trim() !== '')
  const name = t.actions.name[kind]
  return (
    <ActionDialog
      title={name}
      error={error}
      confirm={
        started || nothing
          ? null
          : {
              text: count === undefined ? name : t.actions.confirmMany(name, count.matched),
              enabled: ready,
              destructive: required,
              run: () => void run(),
            }
      }
      {...((started || nothing) && { closeText: t.common.close })}
      onClose={onClose}
    >
      <p>{subject}</p>
      {started ? (
        <>
          <Progress kind={kind} progress={progress} />
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
                : t.actions.concerns(count.matched, count.atLeast)}
            {count !== undefined && note?.(count.matched)}
          </div>
          {!nothing && <ReasonField value={reason} required={required} onChange={setReason} />}
        </>
      )}
    </ActionDialog>
  )
}
