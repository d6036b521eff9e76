import { type RefObject, useEffect, useState } from 'react'
import { useHasDialog } from './open-dialogs.ts'

/**
 * True while the pointer is over the region, an element in it has the focus, or a dialog is open.
 * @param shown each change checks the focus again, because removing an element sends no event
 */
export function useBusy(region: RefObject<HTMLElement | null>, shown: unknown): boolean {
  const [over, setOver] = useState(false)
  const [focused, setFocused] = useState(false)
  const hasDialog = useHasDialog()
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
  return over || focused || hasDialog
}
