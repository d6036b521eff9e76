import { Button } from '@ui5/webcomponents-react/Button'
import { useTexts } from '../../text/use-texts.ts'
import type { Newer } from './message-rows.ts'

interface NewerProps {
  readonly newer: Newer | null
  readonly onShow: () => void
}

/** Shows the rows that wait above the list. */
export function NewerButton({ newer, onShow }: NewerProps) {
  const { t } = useTexts()
  if (newer === null) return null
  return (
    <Button design="Emphasized" onClick={onShow}>
      {newer.count > 0 ? t.messages.newOnes(newer.count, newer.atLeast) : t.frame.newer}
    </Button>
  )
}
