import '@ui5/webcomponents-icons/dist/download.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useShowDialog } from '../../../actions/dialog-host.tsx'
import { useTexts } from '../../../text/use-texts.ts'
import type { ColumnId } from '../columns.tsx'
import type { MessageList } from '../use-message-list.ts'
import type { Selection } from '../use-selection.ts'
import { ExportDialog } from './export-dialog.tsx'

interface Props {
  readonly list: Pick<MessageList, 'query' | 'count'>
  readonly selection: Selection
  readonly columns: readonly ColumnId[]
}

/** Exports the selected messages; without a selection, all that match. */
export function ExportButton({ list, selection, columns }: Props) {
  const { t } = useTexts()
  const show = useShowDialog()
  const { chosen, count } = exported(list, selection)
  return (
    <Button
      icon="download"
      design="Transparent"
      onClick={() =>
        show((close) => (
          <ExportDialog chosen={chosen} count={count} columns={columns} onClose={close} />
        ))
      }
    >
      {t.messages.export}
    </Button>
  )
}

function exported({ query, count }: Props['list'], { ids, all }: Selection) {
  if (all !== null) {
    const { query: matching, ...matched } = all
    return { chosen: matching, count: matched }
  }
  if (ids.length === 0) return { chosen: query, count }
  return { chosen: { messageIds: ids }, count: { count: ids.length, atLeast: false } }
}
