import { useEffect, useState } from 'react'
import { type Row, step } from './gradual-step.ts'

/** Rows drawn in one frame. More would make the page unresponsive. */
const ROWS_A_FRAME = 2
/** Two frames of a visible page take 33 ms. A browser draws a covered page about once a second. */
const NO_FRAME_MS = 250

/**
 * Changes a list step by step, a few rows every other frame, so that the browser can paint in
 * between. A list with another `resetKey` appears at once.
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
    // The browser draws no frames for a hidden page.
    if (document.visibilityState !== 'visible') return showAll()
    // A covered page can still count as visible.
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
