import type { ReactNode } from 'react'
import type { Resource } from '../api/use-resource.ts'
import { Answered } from './answered.tsx'
import { ErrorNote } from './error-note.tsx'
import { Skeleton } from './skeleton.tsx'

interface Props<Data> {
  readonly resource: Resource<Data>
  readonly lines?: number
  readonly children: (data: Data) => ReactNode
}

/** Shows the loaded data, a skeleton, or the error. */
export function Loaded<Data>({ resource, lines = 4, children }: Props<Data>) {
  const { data, error, reload } = resource
  if (data === undefined) {
    if (error === undefined) return <Skeleton lines={lines} />
    return <ErrorNote error={error} onRetry={() => void reload()} />
  }
  return (
    <Answered by={resource}>
      {error !== undefined && <ErrorNote error={error} stale onRetry={() => void reload()} />}
      {children(data)}
    </Answered>
  )
}
