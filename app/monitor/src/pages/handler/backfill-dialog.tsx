import { useState } from 'react'
import { ActionDialog } from '../../actions/action-dialog.tsx'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import { useTexts } from '../../text/use-texts.ts'
import './backfill-dialog.css'

interface Props {
  readonly handler: string
  readonly onClose: () => void
}

/** Asks for a period, then counts, confirms and shows the progress like every action for many. */
export function BackfillDialog({ handler, onClose }: Props) {
  const { t } = useTexts()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [counting, setCounting] = useState(false)
  const action = useManyAction()
  const path = `/handlers/${encodeURIComponent(handler)}/actions/backfill`

  if (counting) {
    return (
      <ManyActionDialog
        kind="backfill"
        targets={[{ path, filter: { ...timeOf('from', from), ...timeOf('to', to) } }]}
        subject={handler}
        action={action}
        onClose={onClose}
      />
    )
  }
  return (
    <ActionDialog
      title={t.actions.name.backfill}
      confirm={{
        text: t.handler.backfillCount,
        enabled: true,
        destructive: false,
        run: () => setCounting(true),
      }}
      onClose={onClose}
    >
      <p>{handler}</p>
      <p>{t.actions.means.backfill}</p>
      <div className="backfill-dates">
        <label>
          {t.handler.backfillFrom}
          <input
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </label>
        <label>
          {t.handler.backfillTo}
          <input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
      </div>
      <small className="muted">{t.handler.backfillHint}</small>
    </ActionDialog>
  )
}

function timeOf(field: 'from' | 'to', local: string): Readonly<Record<string, string>> {
  return local === '' ? {} : { [field]: new Date(local).toISOString() }
}
