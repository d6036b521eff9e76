import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { previewBackfill } from '../../actions/act.ts'
import { ActionDialog } from '../../actions/action-dialog.tsx'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { Handler, HandlerDefinition } from '../../api/shapes.ts'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { type ReceivedRange, receivedIn } from '../messages/message-filter.ts'
import { PeriodFields } from '../messages/range-fields.tsx'
import './backfill-dialog.css'
import { MissedTypesChoice } from './missed-types-choice.tsx'

interface Props {
  readonly handler: Handler
  readonly onClose: () => void
}

const ALL: ReceivedRange = { period: 'all', from: '', to: '' }

/** Asks for a period and types, then counts, confirms and shows the progress like every action for many. */
export function BackfillDialog({ handler, onClose }: Props) {
  const { t } = useTexts()
  const [range, setRange] = useState(ALL)
  const [leftOut, setLeftOut] = useState<ReadonlySet<string | null>>(new Set())
  const [counting, setCounting] = useState(false)
  const action = useManyAction()
  const { name } = handler
  const period = receivedIn(range, serverNow())
  const { data: missed, error } = useQuery({
    queryKey: ['missed', name, period],
    queryFn: ({ signal }) => previewBackfill(name, period, signal),
    gcTime: 0,
    meta: { once: true },
  })
  const types = missed?.types.map(({ type }) => type) ?? []
  const chosen = types.filter((type) => type !== null && !leftOut.has(type))
  const isLimited = types.some((type) => leftOut.has(type))

  if (counting) {
    const path = `/handlers/${encodeURIComponent(name)}/actions/backfill`
    return (
      <ManyActionDialog
        kind="backfill"
        targets={[{ path, filter: { ...period, ...(isLimited && { types: chosen }) } }]}
        subject={name}
        action={action}
        onClose={onClose}
      />
    )
  }
  return (
    <ActionDialog
      title={t.actions.name.backfill}
      error={error}
      confirm={{
        text: t.handler.backfillCount,
        enabled: !isLimited || chosen.length > 0,
        destructive: false,
        run: () => setCounting(true),
      }}
      onClose={onClose}
    >
      <p>{name}</p>
      <p>{t.actions.means.backfill}</p>
      <div className="backfill-dates">
        <PeriodFields filter={range} onChange={setRange} />
      </div>
      <small className="muted">
        {t.handler.backfillZone(new Intl.DateTimeFormat().resolvedOptions().timeZone)}
      </small>
      {missed !== undefined && (
        <MissedTypesChoice
          missed={missed}
          definition={(handler.definition ?? {}) as HandlerDefinition}
          leftOut={leftOut}
          onToggle={(type) => setLeftOut((before) => toggled(before, type))}
        />
      )}
      <small className="muted">{t.handler.backfillHint}</small>
    </ActionDialog>
  )
}

function toggled(before: ReadonlySet<string | null>, type: string | null) {
  const after = new Set(before)
  if (!after.delete(type)) after.add(type)
  return after
}
