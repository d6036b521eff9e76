import { type RefObject, useEffect, useRef, useState } from 'react'

export interface Held<Data> {
  /** what is shown */
  readonly shown: Data
  /** there is something newer that waits */
  readonly waiting: boolean
  readonly apply: () => void
}

/**
 * Keeps what is shown while somebody works with it: nothing moves under the pointer, and nothing
 * that has the focus. What is newer is shown when it is asked for or when nobody looks at the region.
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
  const busy = useBusy(region)
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

/** The pointer is over the region, or something in it has the focus. */
function useBusy(region: RefObject<HTMLElement | null>): boolean {
  const [busy, setBusy] = useState(false)
  const over = useRef(false)
  const focused = useRef(false)
  useEffect(() => {
    const element = region.current
    if (element === null) return
    const tell = () => setBusy(over.current || focused.current)
    const set = (what: typeof over, value: boolean) => () => {
      what.current = value
      tell()
    }
    const handlers = {
      pointerenter: set(over, true),
      pointerleave: set(over, false),
      focusin: set(focused, true),
      focusout: set(focused, false),
    }
    for (const [name, handler] of Object.entries(handlers)) element.addEventListener(name, handler)
    return () => {
      for (const [name, handler] of Object.entries(handlers)) {
        element.removeEventListener(name, handler)
      }
    }
  }, [region])
  return busy
}
