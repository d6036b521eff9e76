import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { everythingParked, targetsOf } from './group-targets.ts'
import { useGroupName } from './use-group-name.ts'

/** Target of an action: a group, or all parked deliveries. */
export type Asked =
  | { readonly kind: 'replay' | 'skip'; readonly group: ParkedGroup }
  | { readonly kind: 'replay'; readonly group: null }

interface Props {
  readonly asked: Asked
  readonly company: string
  /** with the started action and its ids */
  readonly onClose: (title: string, ids: readonly string[]) => void
}

/** Acts on many parked lanes. It stays open when the card of the group disappears. */
export function GroupDialog({ asked: { kind, group }, company, onClose }: Props) {
  const { t } = useTexts()
  const action = useManyAction()
  const nameOf = useGroupName()
  const subject = group === null ? t.parked.everything : nameOf(group)
  const lanes = group?.lanes
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
      onClose={() => onClose(t.parked.started(t.actions.name[kind], subject), action.ids)}
    />
  )
}
