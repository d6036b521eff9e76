import '@ui5/webcomponents-icons/dist/download.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { ACTION_COLUMNS } from '../../../../../lib/api/states.ts'
import { useShowDialog } from '../../actions/dialog-host.tsx'
import type { Query } from '../../api/request.ts'
import type { Count } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ExportFrame } from '../messages/export/export-frame.tsx'
import { writtenCount } from '../messages/export/format.ts'
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

function HistoryExportDialog({ query, count, onClose }: Props & { readonly onClose: () => void }) {
  const { t, f } = useTexts()
  const running = useExport('/actions/export', 'history')
  const columns = ACTION_COLUMNS.filter((column) => column !== 'client')
  return (
    <ExportFrame
      running={running}
      count={count}
      body={{ ...query, columns, titles: t.history.exportColumn }}
      onClose={onClose}
    >
      <p>{t.history.exportContains(count === null ? null : writtenCount(count, f.number))}</p>
      <p>{t.history.exportEmployees}</p>
    </ExportFrame>
  )
}
