import { type RefObject, useEffect, useState } from 'react'
import { sameRows, upToDate, withAppended } from './held-rows.ts'
import { useBusy } from './use-busy.ts'

export interface Held<Item> {
  /** the visible rows with their current content */
  readonly shown: readonly Item[]
  /** rows above or between were added, removed or moved */
  readonly waiting: boolean
  readonly apply: () => void
}

interface Options<Item> {
  readonly keyOf: (item: Item) => string
  readonly hold?: boolean
  readonly resetKey: string
}

/**
 * Keeps rows in place while the user works with them: nothing moves under the pointer or the focus.
 * Rows after the last one are appended at once. Other changes wait for a click, or until the user
 * leaves the region. The region includes the button for the click.
 */
export function useHeld<Item>(
  fresh: readonly Item[],
  region: RefObject<HTMLElement | null>,
  { keyOf, hold = false, resetKey }: Options<Item>,
): Held<Item> {
  const [kept, setKept] = useState({ rows: fresh, resetKey })
  const isOther = kept.resetKey !== resetKey
  const rows = isOther ? fresh : withAppended(kept.rows, fresh, keyOf)
  const busy = useBusy(region, kept.rows)
  const differs = !sameRows(rows, fresh, keyOf)
  const free = isOther || (differs && !hold && !busy)
  const next = free ? fresh : rows

  useEffect(() => {
    setKept((before) =>
      before.rows === next && before.resetKey === resetKey ? before : { rows: next, resetKey },
    )
  }, [next, resetKey])

  return {
    shown: upToDate(next, fresh, keyOf),
    waiting: differs && !free,
    apply: () => setKept({ rows: fresh, resetKey }),
  }
}
