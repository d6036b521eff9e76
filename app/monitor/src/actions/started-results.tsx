import { ManyResult } from './progress.tsx'
import type { StartedHere } from './use-started-here.ts'

/** The results of the actions that were started on this page. */
export function StartedResults({ started }: { readonly started: readonly StartedHere[] }) {
  if (started.length === 0) return null
  return (
    <div className="started-results">
      {started.map(({ title, progress }) => (
        <ManyResult key={title} title={title} progress={progress} />
      ))}
    </div>
  )
}
