import { type RefObject, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

/** Moves the focus to a new page, so that a screen reader continues there. */
export function useFocusOnArrival(content: RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is the occasion
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    content.current?.focus({ preventScroll: true })
  }, [content, pathname])
}
