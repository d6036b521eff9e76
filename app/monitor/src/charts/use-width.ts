import { type RefCallback, useCallback, useState } from 'react'

/** Small changes redraw nothing. */
const STEP = 10

/** The width of an element: a chart is drawn at this width, because scaling makes its labels unreadable. */
export function useWidth(first: number): readonly [number, RefCallback<Element>] {
  const [width, setWidth] = useState(first)
  const watch = useCallback((element: Element | null) => {
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => {
      const found = Math.floor((entry?.contentRect.width ?? 0) / STEP) * STEP
      if (found > 0) setWidth(found)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, watch]
}
