import type { ReactNode } from 'react'
import { ActionDialog } from '../../../actions/action-dialog.tsx'
import type { Count } from '../../../api/shapes.ts'
import { useTexts } from '../../../text/use-texts.ts'
import { ExportProgress } from './export-progress.tsx'
import { separatorFor } from './format.ts'
import type { Export } from './use-export.ts'

interface Props {
  readonly running: Export
  readonly count: Count | null
  /** body of the request, without the format of the file */
  readonly body: object
  readonly children: ReactNode
  /** below the time zone; absent = none */
  readonly choices?: ReactNode
  readonly onClose: () => void
}

/** The dialog of an export. Closing it stops the export. */
export function ExportFrame({ running, count, body, children, choices, onClose }: Props) {
  const { t, f } = useTexts()
  const { state, rows, error } = running
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const start = () => running.start({ ...body, zone, separator: separatorFor(f.locale) })
  const common = { enabled: true, destructive: false }
  const ask = { ...common, text: t.messages.export, run: start }
  const stop = { ...common, text: t.actions.stop, run: running.stop }
  return (
    <ActionDialog
      title={t.messages.export}
      error={error}
      confirm={state === 'done' ? null : state === 'running' ? stop : ask}
      {...(state !== 'ready' && { closeText: t.common.close })}
      onClose={onClose}
    >
      {children}
      <p>{t.exports.zone(zone)}</p>
      {choices}
      {rows !== null && <ExportProgress state={state} rows={rows} count={count} />}
    </ActionDialog>
  )
}
