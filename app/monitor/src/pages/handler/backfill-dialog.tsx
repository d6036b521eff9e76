import { useState } from 'react'
import { previewBackfill } from '../../actions/act.ts'
import { ConfirmManyDialog } from '../../actions/confirm-many-dialog.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { Handler, HandlerDefinition } from '../../api/shapes.ts'
import { useOnce } from '../../api/use-once.ts'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { type ReceivedRange, receivedIn } from '../messages/message-filter.ts'
import { PeriodFields } from '../messages/range-fields.tsx'
import './backfill-dialog.css'
import { chosenEvents } from './chosen-events.ts'
import { MissedTypesChoice } from './missed-types-choice.tsx'

interface Props {
  readonly handler: Handler
  readonly onClose: () => void
}

const ALL: ReceivedRange = { period: 'all', from: '', to: '' }

/** Asks for a period and types, counts the events, confirms and shows the progress. */
export function BackfillDialog({ handler, onClose }: Props) {
  const { t } = useTexts()
  const [range, setRange] = useState(ALL)
  // The period stays the same while the dialog is open: its end of the past does not move.
  const [period, setPeriod] = useState(() => receivedIn(ALL, serverNow()))
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set())
  const action = useManyAction()
  const { name } = handler
  const { data: missed, error } = useOnce(['missed', name, period], (signal) =>
    previewBackfill(name, period, signal),
  )
  const chosen = missed === undefined ? null : chosenEvents(missed, leftOut)
  const verb = t.actions.name.backfill
  return (
    <ConfirmManyDialog
      kind="backfill"
      targets={[
        {
          path: `/handlers/${encodeURIComponent(name)}/actions/backfill`,
          filter: { ...period, ...(chosen?.types != null && { types: chosen.types }) },
        },
      ]}
      subject={name}
      action={action}
      count={{
        text:
          chosen === null || chosen.events === 0
            ? verb
            : t.handler.backfillConfirm(verb, chosen.events, chosen.atLeast),
        enabled: chosen?.some === true,
        nothing: missed?.types.length === 0 && !missed.atLeast,
        error,
      }}
      onClose={onClose}
    >
      <div className="backfill-dates">
        <PeriodFields
          filter={range}
          onChange={(next) => {
            setRange(next)
            setPeriod(receivedIn(next, serverNow()))
          }}
        />
      </div>
      <small className="muted">
        {t.handler.backfillZone(new Intl.DateTimeFormat().resolvedOptions().timeZone)}
      </small>
      <div className="action-count" role="status">
        {missed === undefined && error === null && t.actions.counting}
        {missed !== undefined && (
          <MissedTypesChoice
            missed={missed}
            definition={(handler.definition ?? {}) as HandlerDefinition}
            leftOut={leftOut}
            onToggle={(type) => setLeftOut((before) => toggled(before, type))}
          />
        )}
      </div>
      <small className="muted">{t.handler.backfillHint}</small>
    </ConfirmManyDialog>
  )
}

function toggled(before: ReadonlySet<string>, type: string) {
  const after = new Set(before)
  if (!after.delete(type)) after.add(type)
  return after
}
