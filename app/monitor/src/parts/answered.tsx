import { createContext, type ReactNode, useContext } from 'react'
import type { Snapshot } from '../api/resource-store.ts'

const AnsweredContext = createContext(true)

interface Props {
  readonly by: Snapshot<unknown>
  readonly children: ReactNode
}

/** Around what shows a resource: whether the last request for it succeeded. */
export function Answered({ by: { data, error }, children }: Props) {
  return (
    <AnsweredContext value={data !== undefined && error === undefined}>{children}</AnsweredContext>
  )
}

/** Shown only after a successful answer: that there is nothing, or that all is well. */
export function IfAnswered({ children }: { readonly children: ReactNode }) {
  return useContext(AnsweredContext) ? children : null
}
