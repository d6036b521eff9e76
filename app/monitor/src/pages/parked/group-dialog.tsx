import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { everythingParked, targetsOf } from './group-targets.ts'
import { useGroupName } from './use-group-name.ts'

/** Target of an action: a group, or all parked deliveries. */
export type GroupAction =
  | { readonly kind: 'replay' | 'skip'; readonly group: ParkedGroup }
  | { readonly kind: 'replay'; readonly group: null }

interface Props {
  readonly groupAction: GroupAction
  readonly company: string
  /** with the action in words and its ids, also if the dialog was closed meanwhile */
  readonly onStarted: (title: string, ids: readonly string[]) => void
  readonly onClose: () => void
}

/** Acts on many parked lanes. It stays open when the card of the group disappears. */
export function GroupDialog({ groupAction: { kind, group }, company, onStarted, onClose }: Props) {
  const { t } = useTexts()
  const nameOf = useGroupName()
  const subject = group === null ? t.parked.everything : nameOf(group)
  const lanes = group?.lanes
  const title = t.parked.started(t.actions.name[kind], subject)
  const action = useManyAction((ids) => onStarted(title, ids))
  return (
    <ManyActionDialog
      kind={kind}
      targets={
        group === null ? [everythingParked('replay', company)] : targetsOf(kind, group, company)
      }
      subject={subject}
      note={(matched) =>
        lanes !== undefined && matched > lanes && <div>{t.parked.alsoOthers(matched - lanes)}</div>
      }
      action={action}
      onClose={onClose}
    />
  )
}
