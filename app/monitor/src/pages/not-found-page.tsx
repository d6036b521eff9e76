import '@ui5/webcomponents-icons/dist/search.js'
import { Link } from 'react-router'
import { EmptyState } from '../parts/empty-state.tsx'
import { Page } from '../parts/page.tsx'
import { useTexts } from '../text/use-texts.ts'

export function NotFoundPage() {
  const { t } = useTexts()
  return (
    <Page title={t.frame.notFound}>
      <EmptyState icon="search" title={t.frame.notFound} text={t.frame.notFoundText}>
        <Link to="/">{t.frame.toOverview}</Link>
      </EmptyState>
    </Page>
  )
}
