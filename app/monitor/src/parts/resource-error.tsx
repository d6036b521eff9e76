import type { Resource } from '../api/use-resource.ts'
import { ErrorNote } from './error-note.tsx'

/** The error of the last load, if it failed. */
export function ResourceError({ resource }: { readonly resource: Resource<unknown> }) {
  const { data, error, reload } = resource
  if (error === undefined) return null
  return <ErrorNote error={error} stale={data !== undefined} onRetry={() => void reload()} />
}
