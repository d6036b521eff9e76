import { useEffect, useState } from 'react'
import { type Row, step } from './gradual-step.ts'

/** Rows that are drawn in one frame: more would keep the page from answering its reader. */
const ROWS_A_FRAME = 2
/** Two frames take 33 ms where somebody watches. A browser draws a covered page about once a second. */
const NO_FRAME_MS = 250

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
    const showAll = () => setState({ shown: target, resetKey })
    // The browser draws no frame of a hidden page.
    if (document.visibilityState !== 'visible') return showAll()
    // A page can be covered and still count as visible.
    const timer = setTimeout(showAll, NO_FRAME_MS)
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() =>
        setState({ shown: step(shown, target, ROWS_A_FRAME), resetKey }),
      )
    })
    return () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    }
  }, [shown, target, state.resetKey, resetKey])

  return shown
}
