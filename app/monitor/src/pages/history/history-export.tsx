import '@ui5/webcomponents-icons/dist/download.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { ACTION_COLUMNS } from '../../../../../lib/api/states.ts'
import { ActionDialog } from '../../actions/action-dialog.tsx'
import { useShowDialog } from '../../actions/dialog-host.tsx'
import type { Query } from '../../api/request.ts'
import type { Count } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ExportProgress } from '../messages/export/export-progress.tsx'
import { separatorFor, writtenCount } from '../messages/export/format.ts'
import { useExport } from '../messages/export/use-export.ts'

interface Props {
  readonly query: Query
  readonly count: Count | null
}

/** Exports all actions that match. */
export function HistoryExport({ query, count }: Props) {
  const { t } = useTexts()
  const show = useShowDialog()
  return (
    <Button
      icon="download"
      design="Transparent"
      onClick={() =>
        show((close) => <HistoryExportDialog query={query} count={count} onClose={close} />)
      }
    >
      {t.messages.export}
    </Button>
  )
}

/** Closing it stops the export. */
function HistoryExportDialog({ query, count, onClose }: Props & { readonly onClose: () => void }) {
  const { t, f } = useTexts()
  const running = useExport('/actions/export', 'history')
  const { state, rows, error } = running
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const columns = ACTION_COLUMNS.filter((column) => column !== 'client')
  const start = () =>
    running.start({
      ...query,
      columns,
      titles: t.history.exportColumn,
      zone,
      separator: separatorFor(f.locale),
    })
  const ask = { text: t.messages.export, enabled: true, destructive: false, run: start }
  const stop = { text: t.actions.stop, enabled: true, destructive: false, run: running.stop }
  return (
    <ActionDialog
      title={t.messages.export}
      error={error}
      confirm={state === 'done' ? null : state === 'running' ? stop : ask}
      {...(state !== 'ready' && { closeText: t.common.close })}
      onClose={onClose}
    >
      <p>{t.history.exportContains(count === null ? null : writtenCount(count, f.number))}</p>
      <p>{t.history.exportEmployees}</p>
      <p>{t.exports.zone(zone)}</p>
      {rows !== null && <ExportProgress state={state} rows={rows} count={count} />}
    </ActionDialog>
  )
}
