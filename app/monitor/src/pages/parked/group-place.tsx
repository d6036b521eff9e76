import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  /** nobody waits in it any more */
  readonly empty: boolean
  readonly children: ReactNode
}

/**
 * The place of a card. A card in which nobody waits is hidden at once. Its place stays free while
 * the user works with the list, so nothing moves under the pointer. A card that returns is
 * unchanged.
 */
export function GroupPlace({ empty, children }: Props) {
  const { t } = useTexts()
  const place = useRef<HTMLDivElement>(null)
  const height = useRef(0)

  useEffect(() => {
    const element = place.current
    if (empty || element === null) return
    const observer = new ResizeObserver(() => {
      height.current = element.offsetHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [empty])

  // A hidden or removed element may keep the focus, although the user does not work there any more.
  useLayoutEffect(() => {
    const { activeElement } = document
    if (empty && activeElement instanceof HTMLElement && place.current?.contains(activeElement)) {
      activeElement.blur()
    }
  }, [empty])

  return (
    <div ref={place} {...(empty && { style: { minHeight: height.current } })}>
      {empty && <p className="parked-empty muted">{t.parked.emptied}</p>}
      <div hidden={empty}>{children}</div>
    </div>
  )
}
