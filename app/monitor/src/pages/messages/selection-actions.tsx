import '@ui5/webcomponents-icons/dist/download.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { type ApiError, asApiError } from '../../api/api-error.ts'
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

/** What can be done with selected messages, and the way to all that match. */
export function SelectionActions({ selection, rows, onReplay }: Props) {
  const { t, f } = useTexts()
  const { ids, all, offer } = selection
  const [exporting, setExporting] = useState(false)
  const [note, setNote] = useState<string>()
  const [error, setError] = useState<ApiError>()

  async function exportSelected(): Promise<void> {
    setNote(undefined)
    setError(undefined)
    if (all === null) {
      exportMessages(rows.filter(({ id }) => ids.includes(id)))
      return
    }
    setExporting(true)
    try {
      const { items, cut } = await loadAllMatching(all.query)
      exportMessages(items)
      if (cut) setNote(t.messages.exportCut(f.number(items.length)))
    } catch (problem) {
      setError(asApiError(problem))
    } finally {
      setExporting(false)
    }
  }

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
      <Button icon="download" disabled={exporting} onClick={() => void exportSelected()}>
        {t.messages.export}
      </Button>
      {selection.onlyShown && <small className="muted">{t.messages.onlyShown}</small>}
      {note !== undefined && (
        <small className="muted" role="status">
          {note}
        </small>
      )}
      {error !== undefined && <ErrorNote error={error} />}
    </>
  )
}
