import type { ApiError } from './api/api-error.ts'
import { ErrorNote } from './parts/error-note.tsx'
import './parts/page.css'
import { useTexts } from './text/use-texts.ts'

/** Shown if the session cannot be read: the service is unreachable, or the user has no access. */
export function StartProblem({ error }: { readonly error: ApiError }) {
  const { t } = useTexts()
  return (
    <main className="page">
      <h1>{t.common.appName}</h1>
      <ErrorNote error={error} onRetry={() => window.location.reload()} />
    </main>
  )
}
