import type { ReactNode } from 'react'
import { useOnce } from '../api/use-once.ts'
import { useTexts } from '../text/use-texts.ts'
import { countMany, type ManyKind, type ManyTarget } from './act.ts'
import { ConfirmManyDialog } from './confirm-many-dialog.tsx'
import type { ManyAction } from './use-many-action.ts'

interface Props {
  readonly kind: Exclude<ManyKind, 'backfill'>
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

/** Counts the items of an action by a dry run, asks for confirmation and shows the progress. */
export function ManyActionDialog({ note, ...action }: Props) {
  const { kind, targets } = action
  const { t } = useTexts()
  const { data: count, error } = useOnce(['count', targets], (signal) =>
    countMany(targets, COUNT_REASON, signal),
  )
  const nothing = count?.matched === 0
  const name = t.actions.name[kind]
  const concerns = kind === 'decode' ? t.actions.concernsMessages : t.actions.concerns
  return (
    <ConfirmManyDialog
      {...action}
      count={{
        text:
          count === undefined ? name : t.actions.confirmMany(name, count.matched, count.atLeast),
        enabled: count !== undefined,
        nothing,
        error,
      }}
    >
      <div className="action-count" role="status">
        {count === undefined
          ? t.actions.counting
          : nothing
            ? t.actions.concernsNothing
            : concerns(count.matched, count.atLeast)}
        {count !== undefined && note?.(count.matched)}
      </div>
    </ConfirmManyDialog>
  )
}
