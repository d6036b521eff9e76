import { useEffect, useState } from 'react'
import { type Row, step } from './gradual-step.ts'

/** Rows that are drawn in one frame: more would keep the page from answering its reader. */
const ROWS_A_FRAME = 2

/**
 * A list on its way to a newer one, a few rows in every other frame, so that the browser has painted
 * the ones before; one of another `resetKey` at once.
 */
export function useGradually<Item extends Row>(
  target: readonly Item[],
  resetKey: string,
): readonly Item[] {
  const [state, setState] = useState({ shown: target, resetKey })
  const shown = state.resetKey === resetKey ? state.shown : target

  useEffect(() => {
    if (shown === target && state.resetKey === resetKey) return
    // Nothing is drawn of a page that is not seen, and no frame comes for it.
    if (document.visibilityState !== 'visible') {
      setState({ shown: target, resetKey })
      return
    }
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() =>
        setState({ shown: step(shown, target, ROWS_A_FRAME), resetKey }),
      )
    })
    return () => cancelAnimationFrame(frame)
  }, [shown, target, state.resetKey, resetKey])

  return shown
}
