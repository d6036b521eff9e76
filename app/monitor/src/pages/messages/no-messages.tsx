import { Button } from '@ui5/webcomponents-react/Button'
import { Link } from 'react-router'
import { EmptyState } from '../../parts/empty-state.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly filtered: boolean
  readonly onClear: () => void
}

export function NoMessages({ filtered, onClear }: Props) {
  const { t } = useTexts()
  if (filtered) {
    return (
      <EmptyState icon="inbox" title={t.messages.noneFound} text={t.messages.noneFoundText}>
        <Button onClick={onClear}>{t.messages.clear}</Button>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="inbox" title={t.messages.noneYet} text={t.messages.noneYetText}>
      <Link to="/connect">{t.frame.pages.connect}</Link>
    </EmptyState>
  )
}
