import { type RefObject, useEffect, useState } from 'react'

export interface Held<Data> {
  /** what is shown */
  readonly shown: Data
  /** there is something newer that waits */
  readonly waiting: boolean
  readonly apply: () => void
}

/**
 * Keeps what is shown while somebody works with it: nothing moves under the pointer, and nothing
 * that has the focus. What is newer is shown when it is asked for or when nobody looks at the region,
 * which holds the button that asks for it: on the way there nothing may move either.
 */
export function useHeld<Data>(
  fresh: Data,
  region: RefObject<HTMLElement | null>,
  options: {
    readonly hold?: boolean
    readonly resetKey: string
    readonly same: (a: Data, b: Data) => boolean
  },
): Held<Data> {
  const { hold = false, resetKey, same } = options
  const [shown, setShown] = useState({ data: fresh, resetKey })
  const busy = useBusy(region, shown.data)
  const other = shown.resetKey !== resetKey
  const differs = !other && !same(shown.data, fresh)
  const free = other || (differs && !hold && !busy)

  useEffect(() => {
    if (free) setShown({ data: fresh, resetKey })
  }, [free, fresh, resetKey])

  return {
    shown: free ? fresh : shown.data,
    waiting: differs && !free,
    apply: () => setShown({ data: fresh, resetKey }),
  }
}

/**
 * The pointer is over the region, or something in it has the focus.
 * @param shown with each change the focus is looked for again: what had it may be gone without a word
 */
function useBusy(region: RefObject<HTMLElement | null>, shown: unknown): boolean {
  const [over, setOver] = useState(false)
  const [focused, setFocused] = useState(false)
  useEffect(() => {
    const element = region.current
    if (element === null) return
    const listening = new AbortController()
    const { signal } = listening
    element.addEventListener('pointerenter', () => setOver(true), { signal })
    element.addEventListener('pointerleave', () => setOver(false), { signal })
    element.addEventListener('focusin', () => setFocused(true), { signal })
    element.addEventListener(
      'focusout',
      ({ relatedTarget }) => setFocused(element.contains(relatedTarget as Node | null)),
      { signal },
    )
    return () => listening.abort()
  }, [region])
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => setFocused(region.current?.matches(':focus-within') === true), [region, shown])
  return over || focused
}
