import { createContext, type ReactNode, useContext } from 'react'
import type { Resource } from '../api/use-resource.ts'
import { useTexts } from '../text/use-texts.ts'

type State = 'loading' | 'answered' | 'failed'

const AnsweredContext = createContext<State>('answered')

interface Props {
  readonly by: Pick<Resource<unknown>, 'error'> & { readonly data?: unknown }
  readonly children: ReactNode
}

/** Around what shows a resource: whether the last request for it succeeded. */
export function Answered({ by: { data, error }, children }: Props) {
  const state = error !== undefined ? 'failed' : data === undefined ? 'loading' : 'answered'
  return <AnsweredContext value={state}>{children}</AnsweredContext>
}

/** Shown only after a successful answer: that there is nothing, or that all is well. */
export function IfAnswered({ children }: { readonly children: ReactNode }) {
  return useContext(AnsweredContext) === 'answered' ? children : null
}

/** Says, where the last request failed, that something is not known. */
export function NotKnown() {
  const { t } = useTexts()
  if (useContext(AnsweredContext) !== 'failed') return null
  return <p className="not-known muted">{t.errors.notKnown}</p>
}
