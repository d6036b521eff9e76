import { CheckBox } from '@ui5/webcomponents-react/CheckBox'
import { useState } from 'react'
import { ActionDialog } from '../../../actions/action-dialog.tsx'
import type { Query } from '../../../api/request.ts'
import type { Count } from '../../../api/shapes.ts'
import { useMay } from '../../../session/session.ts'
import type { Texts } from '../../../text/en.ts'
import { useTexts } from '../../../text/use-texts.ts'
import type { ColumnId } from '../columns.tsx'
import { ExportProgress } from './export-progress.tsx'
import { separatorFor, writtenCount } from './format.ts'
import { useExport } from './use-export.ts'

interface Props {
  /** the messages in fields of the API: a filter with its order, or ids */
  readonly chosen: Query | { readonly messageIds: readonly string[] }
  readonly count: Count | null
  readonly columns: readonly ColumnId[]
  readonly onClose: () => void
}

/** Says what the file will contain, then shows the progress. Closing it stops the export. */
export function ExportDialog({ chosen, count, columns, onClose }: Props) {
  const { t, f } = useTexts()
  const mayReveal = useMay('Reveal')
  const [people, setPeople] = useState(false)
  const running = useExport('/messages/export', 'messages')
  const { state, rows, error } = running
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const wanted = withPeople(columns, people)
  const start = () =>
    running.start({
      ...chosen,
      columns: [...wanted, 'id'],
      titles: titlesOf(wanted, t),
      zone,
      separator: separatorFor(f.locale),
    })
  const isRunning = state === 'running'
  const ask = { text: t.messages.export, enabled: true, destructive: false, run: start }
  const stop = { text: t.actions.stop, enabled: true, destructive: false, run: running.stop }
  return (
    <ActionDialog
      title={t.messages.export}
      error={error}
      confirm={state === 'done' ? null : isRunning ? stop : ask}
      {...(state !== 'ready' && { closeText: t.common.close })}
      onClose={onClose}
    >
      <p>{t.exports.contains(count === null ? null : writtenCount(count, f.number))}</p>
      <p>{t.exports.columns(wanted.map((column) => t.messages.column[column]).join(', '))}</p>
      <p>{t.exports.zone(zone)}</p>
      {mayReveal ? (
        <CheckBox
          text={t.exports.people}
          checked={people}
          disabled={isRunning}
          onChange={() => setPeople(!people)}
        />
      ) : (
        <p className="muted">{t.exports.noPeople}</p>
      )}
      {rows !== null && <ExportProgress state={state} rows={rows} count={count} />}
    </ActionDialog>
  )
}

/** The ids of employees need a decision of their own, because the service records them. */
function withPeople(columns: readonly ColumnId[], people: boolean): readonly ColumnId[] {
  if (!people) return columns.filter((column) => column !== 'employees')
  return columns.includes('employees') ? columns : [...columns, 'employees']
}

function titlesOf(columns: readonly ColumnId[], t: Texts) {
  const titles = columns.map((column) => [column, t.messages.column[column]] as const)
  return {
    ...Object.fromEntries(titles),
    ...(columns.includes('duration') && { duration: `${t.messages.column.duration} (ms)` }),
    id: t.frame.idField.id,
  }
}
