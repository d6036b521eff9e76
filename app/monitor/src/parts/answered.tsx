import { createContext, type ReactNode, useContext } from 'react'
import type { Resource } from '../api/use-resource.ts'
import { useTexts } from '../text/use-texts.ts'

type State = 'loading' | 'answered' | 'failed'

const AnsweredContext = createContext<State>('answered')

interface Props {
  readonly by: Pick<Resource<unknown>, 'error'> & { readonly data?: unknown }
  readonly children: ReactNode
}

/** Tells its children whether the last request for a resource succeeded. */
export function Answered({ by: { data, error }, children }: Props) {
  const state = error !== undefined ? 'failed' : data === undefined ? 'loading' : 'answered'
  return <AnsweredContext value={state}>{children}</AnsweredContext>
}

/** Shown only after a successful request: an empty list or a good state. */
export function IfAnswered({ children }: { readonly children: ReactNode }) {
  return useContext(AnsweredContext) === 'answered' ? children : null
}

/** Says that something is unknown because the last request failed. */
export function NotKnown() {
  const { t } = useTexts()
  if (useContext(AnsweredContext) !== 'failed') return null
  return <p className="not-known muted">{t.errors.notKnown}</p>
}
