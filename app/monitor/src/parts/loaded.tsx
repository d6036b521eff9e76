import type { ReactNode } from 'react'
import type { Resource } from '../api/use-resource.ts'
import { Answered } from './answered.tsx'
import { ResourceError } from './resource-error.tsx'
import { Skeleton } from './skeleton.tsx'

interface Props<Data> {
  readonly resource: Resource<Data>
  readonly lines?: number
  readonly children: (data: Data) => ReactNode
}

/** Shows the loaded data, a skeleton, or the error. */
export function Loaded<Data>({ resource, lines = 4, children }: Props<Data>) {
  const { data, error } = resource
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={lines} /> : <ResourceError resource={resource} />
  }
  return (
    <Answered by={resource}>
      <ResourceError resource={resource} />
      {children(data)}
    </Answered>
  )
}
