import { type RefObject, useEffect, useLayoutEffect } from 'react'
import { useLocation, useNavigationType } from 'react-router'

const positions = new Map<string, number>()
/** A cached page appears at once. Other pages get this time to load. */
const PATIENCE_FRAMES = 30

/** "Back" restores the scroll position. Other navigation starts at the top. */
export function useScrollMemory(content: RefObject<HTMLElement | null>): void {
  const { key, pathname } = useLocation()
  const type = useNavigationType()

  useEffect(() => {
    const element = content.current
    const remember = () => positions.set(key, element?.scrollTop ?? 0)
    element?.addEventListener('scroll', remember, { passive: true })
    return () => element?.removeEventListener('scroll', remember)
  }, [content, key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the path decides whether it is another page
  useLayoutEffect(() => {
    const element = content.current
    if (element === null) return
    const wanted = type === 'POP' ? (positions.get(key) ?? 0) : 0
    let frames = 0
    let request = 0
    const scroll = () => {
      element.scrollTop = wanted
      frames += 1
      if (element.scrollTop < wanted - 1 && frames < PATIENCE_FRAMES) {
        request = requestAnimationFrame(scroll)
      }
    }
    scroll()
    return () => cancelAnimationFrame(request)
  }, [content, pathname, type])
}
