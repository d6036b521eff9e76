import '@ui5/webcomponents-icons/dist/download.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import type { ListedMessage } from '../../api/shapes.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { loadAllMatching } from './all-matching.ts'
import { exportMessages } from './export-messages.ts'
import type { Selection } from './use-selection.ts'

interface Props {
  readonly selection: Selection
  readonly rows: readonly ListedMessage[]
  /** null: the reader may not act */
  readonly onReplay: (() => void) | null
}

/** Actions for the selected messages, and a button to select all matches. */
export function SelectionActions({ selection, rows, onReplay }: Props) {
  const { t, f } = useTexts()
  const { ids, all, offer } = selection
  const exporting = useMutation({
    async mutationFn() {
      const { items, cut } =
        all === null
          ? { items: rows.filter(({ id }) => ids.includes(id)), cut: false }
          : await loadAllMatching(all.query)
      exportMessages(items)
      return cut ? t.messages.exportCut(f.number(items.length)) : undefined
    },
  })

  return (
    <>
      {all === null && offer !== null && (
        <Button design="Transparent" onClick={selection.selectAll}>
          {offer.atLeast
            ? t.messages.selectAllAtLeast(f.number(offer.count))
            : t.messages.selectAll(f.number(offer.count))}
        </Button>
      )}
      {onReplay !== null && (
        <Button icon="refresh" onClick={onReplay}>
          {t.actions.name.replay}
        </Button>
      )}
      <Button icon="download" disabled={exporting.isPending} onClick={() => exporting.mutate()}>
        {t.messages.export}
      </Button>
      {selection.onlyShown && <small className="muted">{t.messages.onlyShown}</small>}
      {exporting.data !== undefined && (
        <small className="muted" role="status">
          {exporting.data}
        </small>
      )}
      {exporting.error !== null && <ErrorNote error={exporting.error} />}
    </>
  )
}
