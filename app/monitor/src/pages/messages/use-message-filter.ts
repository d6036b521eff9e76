import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { Query } from '../../api/request.ts'
import { useOwnState } from '../../session/own-state.ts'
import { serverNow } from '../../text/server-clock.ts'
import { type MessageFilter, queryOf, readFilter, writeFilter } from './message-filter.ts'

export interface ChosenFilter {
  readonly filter: MessageFilter
  readonly query: Query
  /** The value search. It may be personal, so it is not part of the address. */
  readonly text: string
  /** Differs for each filter and value search. */
  readonly key: string
  readonly change: (filter: MessageFilter, text: string) => void
}

/** The filter of the list, kept in the address. */
export function useMessageFilter(): ChosenFilter {
  const [search] = useSearchParams()
  const { state, own } = useOwnState<{ readonly text: string }>()
  const navigate = useNavigate()
  const text = state?.text ?? ''
  const address = search.toString()
  const filter = useMemo(() => readFilter(new URLSearchParams(address)), [address])
  const query = useMemo(() => queryOf(filter, serverNow()), [filter])

  function change(changed: MessageFilter, changedText: string): void {
    void navigate(
      { search: writeFilter(changed).toString() },
      { replace: true, state: changedText === '' ? null : own({ text: changedText }) },
    )
  }

  return { filter, query, text, key: `${address} ${text}`, change }
}
