import { type RefObject, useEffect, useRef } from 'react'

/** The library sends each event under both names. */
const EVENTS = ['ui5-search', 'search']

type Search = HTMLElement & { value: string; open: boolean }

/**
 * Opens the page of a chosen suggestion. The event is stopped before the library gets it: the
 * library would write the suggestion into the field, and the bar at the top would close an empty
 * field.
 */
export function useItemChoice(
  field: RefObject<HTMLElement | null>,
  open: (target: string) => void,
): void {
  const latest = useRef(open)
  useEffect(() => {
    latest.current = open
  })
  useEffect(() => {
    const search = field.current as Search | null
    const choose = (event: Event) => {
      const { item } = (event as CustomEvent<{ item?: HTMLElement } | null>).detail ?? {}
      const target = item?.dataset.target
      if (search === null || target === undefined) return
      event.stopImmediatePropagation()
      event.preventDefault()
      if (event.type !== EVENTS[0]) return
      Object.assign(search, { value: '', open: false })
      latest.current(target)
    }
    const listening = new AbortController()
    const { signal } = listening
    for (const name of EVENTS) search?.addEventListener(name, choose, { capture: true, signal })
    return () => listening.abort()
  }, [field])
}
