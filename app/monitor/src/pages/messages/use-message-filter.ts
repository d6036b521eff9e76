import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { Query } from '../../api/request.ts'
import { useOwnState } from '../../session/own-state.ts'
import { serverNow } from '../../text/server-clock.ts'
import {
  type MessageFilter,
  queryOf,
  readFilter,
  TYPED_FIELDS,
  type TypedField,
  writeFilter,
} from './message-filter.ts'

/** Input that may be personal, so it is not part of the address. */
interface Typed {
  /** the value search */
  readonly text?: string
  readonly typed?: Readonly<Partial<Record<TypedField, string>>>
}

export interface ChosenFilter {
  readonly filter: MessageFilter
  /** the filter for the API, without the order */
  readonly query: Query
  /** The value search. */
  readonly text: string
  /** Differs for each filter, order and value search. */
  readonly key: string
  readonly change: (filter: MessageFilter, text: string) => void
}

/** The filter of the list, kept in the address, and beside it what the user typed. */
export function useMessageFilter(): ChosenFilter {
  const [search] = useSearchParams()
  const { state, own } = useOwnState<Typed>()
  const navigate = useNavigate()
  const text = state?.text ?? ''
  const address = search.toString()
  const typed = JSON.stringify(state?.typed ?? {})
  const filter = useMemo(() => {
    const read = readFilter(new URLSearchParams(address))
    return { ...read, fields: { ...read.fields, ...JSON.parse(typed) } }
  }, [address, typed])
  const query = useMemo(() => queryOf(filter, serverNow()), [filter])

  function change(changed: MessageFilter, changedText: string): void {
    const beside = {
      ...(changedText !== '' && { text: changedText }),
      ...typedIn(changed),
    }
    void navigate(
      { search: writeFilter(changed).toString() },
      { replace: true, state: Object.keys(beside).length === 0 ? null : own(beside) },
    )
  }

  return { filter, query, text, key: `${address} ${typed} ${text}`, change }
}

function typedIn({ fields }: MessageFilter): Pick<Typed, 'typed'> {
  const given = TYPED_FIELDS.filter((field) => fields[field] !== undefined)
  if (given.length === 0) return {}
  return { typed: Object.fromEntries(given.map((field) => [field, fields[field]])) }
}
