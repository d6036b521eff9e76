import '@ui5/webcomponents-icons/dist/refresh.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useTexts } from '../../text/use-texts.ts'
import type { Selection } from './use-selection.ts'

interface Props {
  readonly selection: Selection
  /** null: the reader may not act */
  readonly onReplay: (() => void) | null
}

/** Actions for the selected messages, and a button to select all matches. */
export function SelectionActions({ selection, onReplay }: Props) {
  const { t, f } = useTexts()
  const { all, offer } = selection
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
      {selection.onlyShown && <small className="muted">{t.messages.onlyShown}</small>}
    </>
  )
}
