import { type RefObject, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

/** Another page gets the focus, so that a screen reader goes on there and not where the link was. */
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
